"""TLS of every host that the target has."""

import ssl
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

from conformance.profile.model import Authorization
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotOffered, NotTestable, TargetError
from conformance.target.handshake import MODERN, can_offer, handshake
from conformance.tokens.server import AuthorizationServer

_HTTPS_PORT = 443
_VERSIONS = {"tls-1-0": ssl.TLSVersion.TLSv1, "tls-1-1": ssl.TLSVersion.TLSv1_1}


@pytest.fixture
def urls(run: Session, server: AuthorizationServer, settings: Authorization) -> list[str]:
    """Return the addresses that the profile and the metadata name."""
    by_hand = settings.endpoints.model_dump() if settings.endpoints is not None else {}
    try:
        metadata = server.metadata
    except TargetError:
        metadata = {}  # what is wrong with it is another row's matter
    found = [*(api.base_url for api in run.profile.apis.values()), settings.discovery]
    found += [*by_hand.values(), *map(metadata.get, _MEMBERS)]
    return list(dict.fromkeys(str(url) for url in found if isinstance(url, str)))


_MEMBERS = (
    "authorization_endpoint",
    "backchannel_authentication_endpoint",
    "jwks_uri",
    "token_endpoint",
)


@pytest.fixture
def secured(run: Session, urls: list[str]) -> list[tuple[str, int]]:
    """Return host and port of all that is https, each once."""
    if run.profile.http.proxy is not None:
        raise NotTestable("http.proxy stands between this suite and the target's own TLS")
    parts = [urlsplit(url) for url in urls]
    found = [
        (each.hostname, each.port or _HTTPS_PORT)
        for each in parts
        if each.scheme == "https" and each.hostname
    ]
    if not found:
        raise NotOffered("nothing of the target is https")
    return list(dict.fromkeys(found))


@requirement("transport.endpoints-are-https")
def test_https(urls: list[str]) -> None:
    """Nothing but this machine may be spoken to in the clear."""
    distant = [url for url in urls if not _is_local(url)]
    if not distant:
        raise NotOffered("the whole target is on this machine")
    open_ones = [url for url in distant if not url.startswith("https://")]
    if open_ones:
        raise UnexpectedAnswer(f"not https: {', '.join(open_ones)}")


@requirement("transport.modern-tls-is-accepted")
def test_modern(run: Session, secured: list[tuple[str, int]]) -> None:
    """TLS 1.2 and 1.3 are offered together; the server takes its choice."""
    agreed = {at: handshake(*at, MODERN, run.profile.http) for at in secured}
    wrong = [f"{_at(at)} ({each.reason})" for at, each in agreed.items() if not each.version]
    if wrong:
        raise UnexpectedAnswer(f"no TLS 1.2 or 1.3: {', '.join(wrong)}")


@requirement("transport.old-tls-is-refused")
def test_old(run: Session, secured: list[tuple[str, int]], example: dict[str, str]) -> None:
    """The old version is the only one that is offered."""
    version = _VERSIONS[example["version"]]
    if not can_offer(version, version):
        raise NotTestable(f"this machine's OpenSSL can't offer {example['version']}")
    agreed = {at: handshake(*at, (version, version), run.profile.http) for at in secured}
    wrong = [f"{_at(at)} ({each.version})" for at, each in agreed.items() if each.version]
    if wrong:
        raise UnexpectedAnswer(f"agreed to an old version: {', '.join(wrong)}")


def _at(place: tuple[str, int]) -> str:
    return f"{place[0]}:{place[1]}"


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
