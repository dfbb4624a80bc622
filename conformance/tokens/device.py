"""The device that an authorization request comes from, as the profile shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx

from conformance.exchanges import Exchange, Purpose, Request
from conformance.profile.model import AuthorizationCodeSettings, Subscriber
from conformance.target.client import Target
from conformance.target.errors import NotTestable
from conformance.target.operations import Marker
from conformance.tokens.terminal import ask


@dataclass(frozen=True)
class Visit:
    """What became of one authorization request."""

    location: str | None
    """Where the browser was sent; None where it was not sent anywhere."""
    exchange: Exchange | None
    """None where a person opened the request on the device, unseen by the suite."""


def with_parameters(endpoint: str, parameters: Mapping[str, object]) -> str:
    """Return an endpoint's URL with parameters; markers are left out, lists repeated."""
    pairs = [
        (name, str(each))
        for name, value in parameters.items()
        if not isinstance(value, Marker)
        for each in (value if isinstance(value, list) else [value])
    ]
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(pairs)}"


def shows(settings: AuthorizationCodeSettings, line: Subscriber | None) -> bool:
    """Whether a request for this line says which device it comes from."""
    return line is not None and settings.device is not None


def visit(
    target: Target,
    settings: AuthorizationCodeSettings,
    line: Subscriber | None,
    endpoint: str,
    parameters: Mapping[str, object],
) -> Visit:
    """Open an authorization request on a line's device; without a line, on none.

    Raises `NotTestable` where the profile has a person do it and there is none, or where the
    line lacks what the profile shows its device by.
    """
    if line is not None and settings.by_hand:
        return Visit(_by_hand(with_parameters(endpoint, parameters), line), None)
    headers, query = _shown(settings, line)
    url = with_parameters(endpoint, {**query, **parameters})
    name = line.id if line is not None else None
    purpose = Purpose("token", "authorization", name, None if line is None else "three-legged")
    request = Request("GET", url, tuple(headers.items()), None)
    exchange = target.answered(lambda: request, purpose)
    response = exchange.response
    assert response is not None, "the target returns exchanges with a response"
    is_redirect = httpx.codes.is_redirect(response.status)
    location = response.headers.get("location") if is_redirect else None
    return Visit(None if location is None else str(location), exchange)


def leads_to(location: str, address: str) -> bool:
    """Whether a redirect goes to an address, whatever its query says."""
    try:
        got, wanted = urlsplit(location), urlsplit(address)
    except ValueError:  # such as an unclosed IPv6 address
        return False
    return (got.scheme.lower(), got.netloc.lower(), got.path) == (
        wanted.scheme.lower(),
        wanted.netloc.lower(),
        wanted.path,
    )


def _shown(
    settings: AuthorizationCodeSettings, line: Subscriber | None
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    if line is None:
        return {}, {}
    try:
        return settings.device_for(line)
    except LookupError as error:
        raise NotTestable(f"the device of {line.id} can't be shown: {error}") from error


def _by_hand(url: str, line: Subscriber) -> str:
    question = (
        f"Open this address on the device of line {line.id}, over the mobile network, then\n"
        "paste the address that its browser ends at, whole. An empty line leaves the case "
        f"out.\n\n{url}\n"
    )
    while True:
        typed = ask(question)
        if "://" in typed or ":/" in typed:
            return typed
        question = "That is no address: it begins with the client's redirect_uri. Once more:"
