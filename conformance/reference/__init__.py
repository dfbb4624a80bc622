"""The embedded provider: a correct one to learn from, and a hundred faulty ones to catch.

It imports nothing of the rest of the suite and is spoken to by HTTP alone.
"""

from conformance.reference.faults import FAULTS, Fault
from conformance.reference.provider import ReferenceProvider, serve_forever

__all__ = ["FAULTS", "Fault", "ReferenceProvider", "serve_forever"]
