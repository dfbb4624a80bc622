"""What nobody in the suite notices, and why; a reason that is not needed fails a test."""

from collections.abc import Mapping

UNNOTICED_OPERATORS: Mapping[str, str] = {}
"""Operator -> why some answer that it makes is not found fault with: none at present."""

UNNOTICED_LIES: Mapping[str, str] = {
    "date_half_an_hour_off": (
        "a profile knows a swap to the hour, maxAge counts in hours, and a batch that is late "
        "by minutes breaks no sentence of the contract"
    ),
    "request_lives_a_fraction": (
        "OpenID CIBA Core 7.3 says a number with a positive integer value, the profile's own "
        "text only a number of seconds: a client that rounds down loses nothing"
    ),
    "grant_types_dropped": (
        "the member is optional in RFC 8414: where it is absent it tells nothing that the "
        "offered flows could contradict"
    ),
}
"""Lie -> why no requirement fails."""
