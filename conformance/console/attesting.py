"""`attest` and `verify`: what was signed, and what a signature proves."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from conformance.report.attestation.checking import attest, verify
from conformance.run.errors import Unusable


def attested_lines(folder: Path, key_file: Path, valid_until: date | None) -> Iterator[str]:
    """Sign the report of a run's folder and say what was written."""
    try:
        made = attest(folder, key_file, valid_until, os.environ)
    except OSError as error:
        raise Unusable(f"{folder} can't be written: {error.strerror}") from error
    yield f"Signed {made.result} with {made.key}, valid until {made.valid_until}."
    yield f"Statement: {made.path}"


def proved(file: Path, key_file: Path, folder: Path) -> str:
    """Return in one line what a statement proves today; raises NotProved if it doesn't."""
    return verify(file, key_file, folder, datetime.now(UTC).date())
