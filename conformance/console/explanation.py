"""One requirement, explained on one screen."""

import textwrap
from collections.abc import Iterator
from difflib import get_close_matches

from conformance.plan.traits import remedy
from conformance.run.errors import UnknownRequirement
from conformance.specs import Requirement, all_requirements

_WIDTH = 88

_FACTS = {
    "authorization": "calls that take an access token (not tokens: [none])",
    "authorization-code-offered": "authorization.authorization_code",
    "check-offered": "check among the API's operations",
    "ciba-offered": "authorization.ciba",
    "client-credentials-offered": "authorization.client_credentials",
    "default-max-age": "no monitored_period shorter than the default of 240 h",
    "device-shown": "authorization.authorization_code.device",
    "discovery": "authorization.discovery",
    "expired-token": "tokens.expired",
    "full-max-age": "no monitored_period shorter than 2400 h",
    "grant-offered": "authorization.ciba, authorization_code or client_credentials",
    "https": "a target that is https",
    "issuer-known": "authorization.discovery, or authorization.endpoints.issuer",
    "jwks-known": "authorization.discovery, or authorization.endpoints.jwks",
    "jwt-bearer-offered": "authorization.jwt_bearer",
    "known-swap-time": "the line's sim.changed",
    "limited-client": "authorization.clients.limited",
    "limited-history": "history: limited",
    "limited-without-authorization-code": "authorization.clients.limited without this grant",
    "limited-without-ciba": "authorization.clients.limited without this grant",
    "limited-without-client-credentials": "authorization.clients.limited without this grant",
    "limited-without-jwt-bearer": "authorization.clients.limited without this grant",
    "monitored-period": "the API's monitored_period",
    "not-network-authenticated-token": "tokens.not-network-authenticated",
    "number-verification-2-offered": "number-verification 2.0.0 or later",
    "number-verification-offered": "number-verification",
    "obtainable-token": "authorization with a client and a flow",
    "other-client": "authorization.clients.other",
    "private-key-jwt": "authorization.clients.main with private_key_jwt",
    "protected-api": "an API whose calls take an access token",
    "retrieve-date-offered": "retrieve-date among the API's operations",
    "sim-swap-offered": "sim-swap",
    "three-legged-offered": "authorization.ciba or authorization.authorization_code",
    "unlimited-history": "history: unlimited",
    "verify-offered": "verify among the API's operations",
}
_TOKENS = {
    "each": "every kind of token that the profile offers",
    "one": "the first kind of token that the profile offers",
    "two-legged": "a two-legged token",
    "three-legged": "a three-legged token",
}


def explanation(row: Requirement) -> Iterator[str]:
    """Return what a requirement says, where it stands, how it is tested, what it takes."""
    yield row.id
    yield from _paragraph(f"{row.level}: {row.title}")
    yield ""
    yield from _part("Source", f"{row.document} {row.release}, {row.section}")
    for scenario in row.scenarios:
        yield from _part("Scenario", str(scenario))
    yield from _part("Applies to", ", ".join(row.operations))
    for name, text in (("Why", row.why), ("Tested", row.tested), ("Accepted", row.accepted)):
        if text is not None:
            yield from _part(name, text)
    if row.excluded is not None:
        yield from _part("Excluded", row.excluded)
    yield from _needs(row)
    if row.examples:
        yield from _part("Cases", ", ".join(example.label for example in row.examples))


def _needs(row: Requirement) -> Iterator[str]:
    wanted = [_TOKENS[row.needs.token]] if row.needs.token is not None else []
    of_examples = [example.subscriber for example in row.examples if example.subscriber]
    lines = [
        *(dict.fromkeys(of_examples) or [row.needs.subscriber]),
        row.needs.other_subscriber,
    ]
    wanted += [remedy(trait) for trait in lines if trait is not None]
    of_cases = [fact for example in row.examples for fact in example.facts]
    wanted += [_FACTS[fact] for fact in dict.fromkeys([*row.needs.facts, *of_cases])]
    if row.sends in ("malformed", "generated"):
        key = "malformed" if row.sends == "malformed" else "fuzzing"
        wanted.append(f"limits.{key}: true in environment: production")
    for need in wanted:
        yield from _part("Profile", need)


def _part(name: str, text: str) -> Iterator[str]:
    head = f"{name + ':':<11} "
    yield from textwrap.wrap(text, _WIDTH, initial_indent=head, subsequent_indent=" " * 12)


def _paragraph(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _WIDTH)


def explained(identifier: str) -> Iterator[str]:
    """Explain a requirement by its id; raises `UnknownRequirement` naming the nearest."""
    rows = [row for row in all_requirements() if row.id == identifier]
    if not rows:
        near = get_close_matches(identifier, [row.id for row in all_requirements()], n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `list requirements`"
        raise UnknownRequirement(f"there is no requirement {identifier!r}: {hint}")
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield from explanation(row)
