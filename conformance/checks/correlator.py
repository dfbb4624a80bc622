"""What can be wrong with x-correlator.

Commonalities API Design Guide, section 5.8.5 in 0.6: a value that was sent comes back
unchanged, on errors too; a provider may add one of its own where none was sent. Which values
are well-formed depends on the release of Commonalities, the newest unless another is named.
"""

import re
from collections.abc import Mapping

from conformance.checks.codes import NEWEST
from conformance.checks.envelope import is_error
from conformance.exchanges import Request, Response

HEADER = "x-correlator"
# The contracts' patterns; `\Z` and ASCII, because `$` lets a trailing newline through. Before
# 0.5 there is none.
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "0.5": re.compile(r"[a-zA-Z0-9-]{0,55}\Z", re.ASCII),
    "0.6": re.compile(r"[a-zA-Z0-9-_:;.\/<>{}]{0,256}\Z", re.ASCII),
}
# Of the guide before 0.6 no sentence says that a malformed value has to be refused.
_REFUSING = frozenset({"0.6"})

_OK = range(200, 300)
# Answers that the application makes; all others are taken for those of a gateway before it
# and named apart, because the upstream test plan asserts the echo on success only and
# gateways are known to lose it.
_APPLICATION_ERRORS = frozenset({400, 403, 404, 409, 422})


def is_well_formed(value: str, release: str = NEWEST) -> bool:
    """Whether a value matches the pattern of the release; any does where there is none."""
    pattern = _PATTERNS.get(release)
    return pattern is None or pattern.match(value) is not None


def must_be_refused(value: str, release: str) -> bool:
    """Whether a value is one that every provider has to refuse."""
    return release in _REFUSING and not is_well_formed(value, release)


def is_success(response: Response) -> bool:
    """Whether the response is a success by its status."""
    return response.status in _OK


def is_application_error(response: Response) -> bool:
    """Whether a refusal is one that the application makes."""
    return response.status in _APPLICATION_ERRORS


def is_gateway_error(response: Response) -> bool:
    """Whether a refusal is one that a gateway before the application makes."""
    return is_error(response) and not is_application_error(response)


def echo_is_lost_on_success(
    request: Request, response: Response, release: str = NEWEST
) -> str | None:
    """Say so where a success does not bring the value back."""
    return _lost(request, response, release) if is_success(response) else None


def echo_is_lost_on_error(
    request: Request, response: Response, release: str = NEWEST
) -> str | None:
    """Say so where the application's refusal does not bring the value back."""
    return _lost(request, response, release) if is_application_error(response) else None


def echo_is_lost_by_the_gateway(
    request: Request, response: Response, release: str = NEWEST
) -> str | None:
    """Say so where a refusal that a gateway makes does not bring the value back."""
    return _lost(request, response, release) if is_gateway_error(response) else None


def own_value_is_malformed(
    request: Request, response: Response, release: str = NEWEST
) -> str | None:
    """Say so where the response's value breaks the pattern that every value has to match.

    Not where a malformed value was sent: what comes back then is stated nowhere.
    """
    value = response.headers.get(HEADER)
    sent = request.header(HEADER)
    if _is_sent_twice(request):
        return None
    if value is None or (sent is not None and not is_well_formed(sent, release)):
        return None
    if is_well_formed(value, release):
        return None
    return f"x-correlator {value!r} breaks the pattern"


def _lost(request: Request, response: Response, release: str) -> str | None:
    sent = request.header(HEADER)
    if _is_sent_twice(request):
        return None
    # An empty value need not come back, and a malformed one is another requirement's matter.
    # Where there is no pattern, only what all later ones allow is sure to arrive as it is.
    if not sent or not (is_well_formed(sent, release) and is_well_formed(sent)):
        return None
    got = response.headers.get(HEADER)
    if got == sent:
        return None
    what = "no x-correlator" if got is None else f"x-correlator {got!r}"
    return f"status {response.status} came with {what} for {sent!r}"


def _is_sent_twice(request: Request) -> bool:
    """Whether there are two headers of the name: which of them counts is stated nowhere."""
    return sum(name.lower() == HEADER for name, _ in request.headers) > 1
