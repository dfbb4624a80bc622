"""TLS versions: a provider over https, and what this machine is able to ask of it."""

import ssl

import httpx
import pytest

from conformance.profile.settings import HttpSettings
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from conformance.target.errors import TargetUnreachable
from conformance.target.handshake import MODERN, can_offer, handshake
from tests.support.certificates import certified
from tests.support.suite import run_suite

ROWS = ("transport.*",)
TLS_1_0, TLS_1_1 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1


def test_honest_provider_over_https_passes() -> None:
    seen = run_suite(options=Options(apis=("authorization",), requirements=ROWS), tls=True)
    assert seen.outcomes == {
        "transport.endpoints-are-https": "not-offered",
        "transport.modern-tls-is-accepted": "passed",
        "transport.old-tls-is-refused": "passed",
    }


def test_a_whole_api_is_tested_over_https() -> None:
    rows = ("sim-swap.check.success-matches-the-contract",)
    seen = run_suite(options=Options(requirements=rows), tls=True)
    assert seen.outcomes == {rows[0]: "passed"}


def test_http_leaves_nothing_to_test() -> None:
    seen = run_suite(options=Options(apis=("authorization",), requirements=ROWS))
    assert set(seen.outcomes.values()) == {"not-offered"}


def test_provider_speaks_no_http_beside_https() -> None:
    with certified() as by, ReferenceProvider(tls=by.certificate) as provider:
        assert provider.base_url.startswith("https://")
        with pytest.raises(httpx.HTTPError):
            httpx.get(provider.base_url.replace("https", "http"))


def test_versions_that_a_server_agrees_to() -> None:
    with (
        certified() as by,
        ReferenceProvider(faults=["tls-1-0-is-still-on"], tls=by.certificate) as old,
        ReferenceProvider(tls=by.certificate) as new,
    ):
        places = [httpx.URL(each.base_url) for each in (old, new)]
        agreed = [
            handshake(at.host, at.port or 443, (TLS_1_0, TLS_1_1), HttpSettings()).version
            for at in places
        ]
        modern = handshake(places[1].host, places[1].port or 443, MODERN, HttpSettings())
    assert agreed == ["TLSv1.1", None]
    assert modern.version == "TLSv1.3"


def test_closed_port_is_no_refusal_of_a_version() -> None:
    with pytest.raises(TargetUnreachable, match=r"no connection to 127\.0\.0\.1:9"):
        handshake("127.0.0.1", 9, MODERN, HttpSettings())


def test_what_openssl_was_built_without_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_offer(*MODERN)
    # As on a machine whose system-wide configuration rules everything old out.
    monkeypatch.setattr(
        "conformance.target.handshake._CIPHERS", "ECDHE-ECDSA-AES256-GCM-SHA384"
    )
    assert not can_offer(TLS_1_0, TLS_1_0)
