"""Oracle mutation: good answers are made bad, and somebody in the suite has to notice.

Operators change one recorded answer and are judged offline. Lies are in contract, or of the
authorization server: a proxy tells them while scenarios run. What nobody notices stands in
`explained`, with the reason.
"""

from tests.mutation import (
    lies_of_apis,
    lies_of_ciba,
    lies_of_discovery,
    lies_of_refusals,
    lies_of_tokens,
    of_bytes,
    of_disclosures,
    of_heads,
    of_members,
    of_values,
)
from tests.mutation.lies import LIES, Lie
from tests.mutation.operators import OPERATORS, Mutant, mutants

REGISTERING = (
    *(of_bytes, of_disclosures, of_heads, of_members, of_values),
    *(lies_of_apis, lies_of_ciba, lies_of_discovery, lies_of_refusals, lies_of_tokens),
)
"""Modules that fill the registers by being imported."""

__all__ = ["LIES", "OPERATORS", "REGISTERING", "Lie", "Mutant", "mutants"]
