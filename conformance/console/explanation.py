"""One requirement, explained on one screen."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from conformance.plan.traits import remedy
from conformance.reference import FAULTS
from conformance.run.errors import UnknownRequirement
from conformance.specs import Requirement, all_requirements

_WIDTH = 88
# A few are read; the names of the others are enough to try them with `serve --fault`.
_TOLD_FAULTS = 4
_Part = tuple[str, str]

_FACTS = {
    "api-wide-scope-token": "authorization with a client and a flow, or tokens.api-wide-scope",
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
    "login-hint-by-number": "a login_hint that names lines by {phone_number}",
    "monitored-period": "the API's monitored_period",
    "not-network-authenticated-token": "tokens.not-network-authenticated",
    "number-verification-2-offered": "number-verification 2.0.0 or later",
    "number-verification-offered": "number-verification",
    "other-client": "authorization.clients.other",
    "other-scope-token": "authorization with a client and a flow, or tokens.other-scope",
    "private-key-jwt": "authorization.clients.main with private_key_jwt",
    "protected-api": "an API whose calls take an access token",
    "requests-at-once": "limits.workers of two or more",
    "retrieve-date-offered": "retrieve-date among the API's operations",
    "sim-swap-offered": "sim-swap",
    "three-legged-offered": "authorization.ciba or authorization.authorization_code",
    "two-legged-accepted": "two-legged among the API's tokens, and a way to get one",
    "unlimited-history": "history: unlimited",
    "verify-offered": "verify among the API's operations",
}
_TOKENS = {
    "each": "every kind of token that the profile offers",
    "one": "the first kind of token that the profile offers",
    "two-legged": "a two-legged token",
    "three-legged": "a three-legged token",
}


def explained(identifier: str) -> Iterator[str]:
    """Explain a requirement by its id; raises `UnknownRequirement` naming the nearest.

    The newest release is shown whole, an older one only where it says something else.
    """
    rows = [row for row in all_requirements() if row.id == identifier]
    if not rows:
        near = get_close_matches(identifier, {row.id for row in all_requirements()}, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "see `list requirements`"
        raise UnknownRequirement(f"there is no requirement {identifier!r}: {hint}")
    newest, *others = sorted(rows, key=_age, reverse=True)
    yield identifier
    yield from textwrap.wrap(f"{newest.level}: {newest.title}", _WIDTH)
    yield ""
    yield from _lines([*_parts(newest), *_caught(identifier)])
    yield from _older(newest, others)


def _age(row: Requirement) -> list[int]:
    return [int(part) for part in row.release.split(".")]


def _lines(parts: Iterable[_Part]) -> Iterator[str]:
    for name, text in parts:
        yield from textwrap.wrap(
            text,
            _WIDTH,
            initial_indent=f"{name + ':':<11} ",
            subsequent_indent=" " * 12,
            break_on_hyphens=False,
        )


def _parts(row: Requirement) -> list[_Part]:
    """Return what is said of a requirement, each part with its name."""
    scenarios = [("Scenario", str(scenario)) for scenario in row.scenarios]
    head = [
        ("Source", f"{row.document} {row.release}, {row.section}"),
        *scenarios,
        ("Applies to", ", ".join(row.operations)),
        ("Why", row.why),
    ]
    if row.excluded is not None:
        return [*head, ("Excluded", row.excluded)]
    cases = [("Cases", ", ".join(example.label for example in row.examples))]
    return [
        *head,
        ("Tested", row.tested or ""),
        *(cases if row.examples else ()),
        ("Accepted", row.accepted or "No other reading."),
        *(("Profile", need) for need in _needs(row) or ["An API with its base_url."]),
    ]


def _needs(row: Requirement) -> list[str]:
    """Return what the profile must give, a phrase each."""
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
    return wanted


def _caught(identifier: str) -> list[_Part]:
    """Name the mistakes of the embedded provider that the requirement has to catch."""
    caught = [fault for fault in FAULTS.values() if identifier in fault.caught_by]
    told = [("Caught", f"{fault.id}: {fault.summary}") for fault in caught[:_TOLD_FAULTS]]
    more = ", ".join(fault.id for fault in caught[_TOLD_FAULTS:])
    return [*told, ("Caught also", more)] if more else told


def _older(newest: Requirement, others: Iterable[Requirement]) -> Iterator[str]:
    """Say which other releases have it, and what they say otherwise."""
    by_difference: dict[tuple[_Part, ...], list[str]] = defaultdict(list)
    for row in others:
        by_difference[tuple(_differences(newest, row))].append(row.release)
    for parts, releases in by_difference.items():
        named = ", ".join(releases)
        if not parts:
            yield from _lines([("Also in", named)])
            continue
        yield ""
        yield f"In {named}:"
        yield from _lines(parts)


def _differences(newest: Requirement, row: Requirement) -> Iterator[_Part]:
    """Return the parts that are not as in the newest release, a test plan aside."""
    if (row.level, row.title) != (newest.level, newest.title):
        yield row.level, row.title
    bare = [each.model_copy(update={"release": "", "scenarios": ()}) for each in (newest, row)]
    now, then = (_by_name(_parts(each)) for each in bare)
    for name in {**then, **now}:
        if name == "Source" and now[name] != then[name]:
            yield name, f"{row.document} {row.release}, {row.section}"
        elif now.get(name) != then.get(name):
            yield from ((name, text) for text in then.get(name, ["Nothing."]))


def _by_name(parts: Iterable[_Part]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for name, text in parts:
        grouped[name].append(text)
    return dict(grouped)
