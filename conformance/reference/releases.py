"""The releases of the APIs that the provider speaks: what an older one has differently.

The decisions of `Rules` are those of the newest release; each release before it is told by its
difference from the next. Where a release leaves a choice, the provider takes the one that its
contract shows.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from conformance.reference.problems import RefusalError
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.dialects import Dialect
    from conformance.reference.rules import Rules

NEWEST = "2.1.0"
_UP_TO_55 = re.compile(r"[a-zA-Z0-9-]{0,55}")


def speak(rules: "Rules", api: str, release: str) -> None:
    """Turn a provider into one of an API's older release; ValueError for an unknown one."""
    changes = _CHANGES.get(api)
    if changes is None or release not in changes:
        known = ", ".join(changes) if changes else ", ".join(_CHANGES)
        raise ValueError(f"there is no {api} {release!r} here; there are: {known}")
    rules.mounts[api] = f"/{api}/v{release.partition('.')[0]}"
    later = list(changes)[list(changes).index(release) :]
    for each in reversed(later):
        changes[each](rules)


def _nothing(_rules: "Rules") -> None:
    """Leave everything as the newest release has it."""


def _sim_swap_2_0_0(rules: "Rules") -> None:
    rules.older_correlators["sim-swap"] = _is_up_to_55_characters
    rules.answer_instead("unknown-number", 404, "NOT_FOUND")


def _sim_swap_1_0_0(rules: "Rules") -> None:
    rules.older_correlators["sim-swap"] = _is_any
    rules.number_beside_token = _equal_number_beside_token
    rules.monitored_period = _no_monitored_period
    rules.answer_instead("mismatch", 403, "INVALID_TOKEN_CONTEXT", "The numbers differ.")
    rules.answer_instead("missing-number", 422, "UNIDENTIFIABLE_PHONE_NUMBER")
    rules.answer_instead("not-applicable", 422, "NOT_SUPPORTED")
    for cause in ("max-age-low", "max-age-high", "monitored-period"):
        rules.answer_instead(cause, 400, "INVALID_ARGUMENT")


def _number_verification_2_0_0(rules: "Rules") -> None:
    rules.older_correlators["number-verification"] = _is_up_to_55_characters
    rules.hash_is_legal = _is_text


def _number_verification_1_0_0(rules: "Rules") -> None:
    rules.older_correlators["number-verification"] = _is_any


def _is_up_to_55_characters(value: str) -> bool:
    """Return whether an x-correlator fits its pattern (Commonalities 0.5)."""
    return _UP_TO_55.fullmatch(value) is not None


def _is_any(_value: str) -> bool:
    """Take any x-correlator: there is no pattern before Commonalities 0.5."""
    return True


def _no_monitored_period(_change: datetime | None, _dialect: "Dialect") -> None:
    """Leave the member out, which comes with 2.0.0."""


def _is_text(value: object) -> bool:
    """Take any text for a hash: it has no pattern before 2.1.0, and matches nothing."""
    return isinstance(value, str)


def _equal_number_beside_token(held: Subscriber, given: str) -> None:
    """Refuse a number beside a three-legged token only where it is another line's."""
    if held.phone_number != given:
        raise RefusalError("mismatch")


_CHANGES: Mapping[str, Mapping[str, Callable[["Rules"], None]]] = MappingProxyType(
    {
        "sim-swap": {
            "1.0.0": _sim_swap_1_0_0,
            "2.0.0": _sim_swap_2_0_0,
            NEWEST: _nothing,
        },
        "number-verification": {
            "1.0.0": _number_verification_1_0_0,
            "2.0.0": _number_verification_2_0_0,
            NEWEST: _nothing,
        },
    }
)

API_RELEASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {api: tuple(changes) for api, changes in _CHANGES.items()}
)
"""The releases of each API that the provider speaks, oldest first."""
