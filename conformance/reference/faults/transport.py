"""Mistakes below HTTP: what the TLS terminators agree to, and which address is told."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import ssl

from conformance.reference.authorization.transport_rules import Versions
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()
_OLD = "transport.old-tls-is-refused"
_MODERN = "transport.modern-tls-is-accepted"


@catalogue.fault(_OLD, tls=True)
def tls_1_0_is_still_on(rules: Rules) -> None:
    """The load balancer keeps TLS 1.0 for clients that nobody has seen for years."""
    rules.authorization.transport.versions = Versions(oldest=ssl.TLSVersion.TLSv1)


@catalogue.fault(_OLD, tls=True)
def tls_1_1_is_still_on_at_the_backchannel(rules: Rules) -> None:
    """The backchannel endpoint has a terminator of its own, which was not hardened."""
    rules.authorization.transport.backchannel = Versions(oldest=ssl.TLSVersion.TLSv1_1)


@catalogue.fault(_MODERN, _OLD, tls=True)
def backchannel_never_learnt_tls_1_2(rules: Rules) -> None:
    """The backchannel endpoint stands behind an appliance that ends at TLS 1.1."""
    rules.authorization.transport.backchannel = Versions(
        ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    )


@catalogue.fault("transport.endpoints-are-https")
def metadata_tell_the_inner_address(rules: Rules) -> None:
    """The metadata name the backchannel endpoint as it is called behind the TLS terminator."""
    inner = "http://ciba.internal.example:8080/bc-authorize"
    rules.authorization.transport.backchannel_url = inner
