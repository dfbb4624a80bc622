"""Starts the embedded provider for the profiles that are made for it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

DIALECT_OF = {
    "masstack-v2": "masstack-v2",
    "reference": "camara",
    "reference-limited": "camara-limited",
    "u-mobile": "u-mobile",
}
"""Bundled profile → dialect of the embedded provider."""
# A provider that `serve` runs elsewhere has told the shell about itself.
_TOLD_BY_SERVE = "REFERENCE_SIM_SWAP"


@contextmanager
def variables_for(profile: str) -> Iterator[Mapping[str, str]]:
    """Yield the variables to load a profile with, its own provider running if it has one."""
    dialect = DIALECT_OF.get(profile)
    if dialect is None or _TOLD_BY_SERVE in os.environ:
        yield os.environ
        return
    # Imported late: most runs are about somebody else's provider.
    from conformance.reference import ReferenceProvider

    with ReferenceProvider(dialect) as provider:
        yield {**os.environ, **provider.variables}
