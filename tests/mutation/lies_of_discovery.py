"""Lies of what the authorization server says of itself: its metadata and its keys."""

from tests.mutation.changes import changed, dropped, set_to
from tests.mutation.lies import lies

_METADATA = {
    "discovery.issuer-is-the-prefix-of-the-address": (
        ("issuer_of_another", "Another issuer.", set_to("issuer", "https://other.example")),
    ),
    "discovery.*": (
        ("issuer_with_a_slash", "One slash more.", changed("issuer", lambda url: f"{url}/")),
        ("grant_types_dropped", "No grant types.", dropped("grant_types_supported")),
        ("keys_dropped", "No jwks_uri.", dropped("jwks_uri")),
    ),
    "discovery.poll-mode-is-listed": (
        (
            "modes_without_poll",
            "Push only.",
            set_to("backchannel_token_delivery_modes_supported", ["push"]),
        ),
    ),
    "discovery.endpoints-are-named": (
        (
            "token_endpoint_relative",
            "A path only.",
            set_to("token_endpoint", "/token"),
        ),
    ),
}
_KEYS = {
    "discovery.keys-are-found": (("keys_emptied", "No key at all.", set_to("keys", [])),),
}
lies("/openid-configuration", _METADATA)
lies("/jwks", _KEYS)
