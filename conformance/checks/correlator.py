"""What can be wrong with x-correlator.

Commonalities API Design Guide 0.6, section 5.8.5: a value that was sent comes back unchanged,
on errors too; a provider may add one of its own where none was sent.
"""

import re

from conformance.exchanges import Request, Response

HEADER = "x-correlator"
# The contract's pattern; `\Z` and ASCII, because `$` lets a trailing newline through.
_PATTERN = re.compile(r"[a-zA-Z0-9-_:;.\/<>{}]{0,256}\Z", re.ASCII)

_OK = range(200, 300)
_FIRST_SERVER_ERROR = 500
# Answers that the application makes; those of a gateway before it are named apart, because
# the upstream test plan asserts the echo on success only and gateways are known to lose it.
_APPLICATION_ERRORS = frozenset({400, 403, 404, 409, 422})
_GATEWAY_ERRORS = frozenset({401, 405, 406, 413, 414, 415, 429, 431})


def is_well_formed(value: str) -> bool:
    """Whether a value matches the contract's pattern."""
    return _PATTERN.match(value) is not None


def is_success(response: Response) -> bool:
    """Whether the response is a success by its status."""
    return response.status in _OK


def is_application_error(response: Response) -> bool:
    """Whether a refusal is one that the application makes."""
    return response.status in _APPLICATION_ERRORS


def is_gateway_error(response: Response) -> bool:
    """Whether a refusal is one that a gateway before the application makes."""
    return response.status in _GATEWAY_ERRORS or response.status >= _FIRST_SERVER_ERROR


def echo_is_lost_on_success(request: Request, response: Response) -> str | None:
    """Say so where a success does not bring the value back."""
    return _lost(request, response) if is_success(response) else None


def echo_is_lost_on_error(request: Request, response: Response) -> str | None:
    """Say so where the application's refusal does not bring the value back."""
    return _lost(request, response) if is_application_error(response) else None


def echo_is_lost_by_the_gateway(request: Request, response: Response) -> str | None:
    """Say so where a refusal that a gateway makes does not bring the value back."""
    return _lost(request, response) if is_gateway_error(response) else None


def own_value_is_malformed(request: Request, response: Response) -> str | None:
    """Say so where the response's value breaks the pattern that every value has to match.

    Not where a malformed value was sent: what comes back then is stated nowhere.
    """
    value = response.headers.get(HEADER)
    sent = request.header(HEADER)
    if value is None or (sent is not None and not is_well_formed(sent)):
        return None
    return None if is_well_formed(value) else f"x-correlator {value!r} breaks the pattern"


def _lost(request: Request, response: Response) -> str | None:
    sent = request.header(HEADER)
    # An empty value need not come back, and a malformed one is another requirement's matter.
    if not sent or not is_well_formed(sent):
        return None
    got = response.headers.get(HEADER)
    if got == sent:
        return None
    what = "no x-correlator" if got is None else f"x-correlator {got!r}"
    return f"status {response.status} came with {what} for {sent!r}"
