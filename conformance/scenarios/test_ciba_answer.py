"""CIBA: what an accepted request is answered with."""

import re
from collections.abc import Mapping

from conformance.checks.entropy import bits_in
from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.target.answers import UnexpectedAnswer
from conformance.tokens.flows.ciba import Ciba

# OpenID CIBA Core 7.3 asks for 128 bits; an estimate over a few values can't see that well.
_BITS = 96
_SAMPLES = 4
_LEGAL = re.compile(r"[A-Za-z0-9._-]+")


@requirement("ciba.answer-is-json")
def test_json(ciba: Ciba, line: Subscriber) -> None:
    """The status is 200, neither 201 nor 202."""
    answer = ciba.start(line)
    answer.granted()
    media_type = str(answer.headers.get("content-type", "")).partition(";")[0].strip()
    if media_type.lower() != "application/json":
        raise UnexpectedAnswer(f"{answer}: Content-Type is {media_type or 'absent'}")


@requirement("ciba.auth-req-id-has-legal-characters")
def test_characters(ciba: Ciba, line: Subscriber) -> None:
    """CIBA Core names them, so that an auth_req_id fits into a form as it is."""
    if not _LEGAL.fullmatch(ciba.start(line).text("auth_req_id")):
        raise UnexpectedAnswer("auth_req_id has other characters than A-Z a-z 0-9 . _ -")


@requirement("ciba.auth-req-id-cannot-be-guessed")
def test_chance(ciba: Ciba, line: Subscriber) -> None:
    """Four show whether a counter or a clock is all that changes."""
    found = [ciba.start(line).text("auth_req_id") for _ in range(_SAMPLES)]
    bits = bits_in(found)
    if bits < _BITS:
        raise UnexpectedAnswer(
            f"{_SAMPLES} auth_req_ids differ by {bits:.0f} bits; {_BITS} are the least"
        )


@requirement("ciba.lifetime-is-a-number")
def test_lifetime(ciba: Ciba, line: Subscriber) -> None:
    """Seconds, so that a client knows when to give up."""
    members = ciba.start(line).granted()
    if not _is_number(members, "expires_in") or members["expires_in"] <= 0:
        raise UnexpectedAnswer(f"expires_in is {_shown(members, 'expires_in')}")


@requirement("ciba.interval-is-a-number")
def test_interval(ciba: Ciba, line: Subscriber) -> None:
    """Absent it means five seconds; zero is legal."""
    members = ciba.start(line).granted()
    if "interval" in members and (
        not _is_number(members, "interval") or members["interval"] < 0
    ):
        raise UnexpectedAnswer(f"interval is {_shown(members, 'interval')}")


@requirement("ciba.answer-is-not-stored")
def test_not_stored(ciba: Ciba, line: Subscriber) -> None:
    """The auth_req_id is a credential while it lives."""
    answer = ciba.start(line)
    answer.granted()
    directives = str(answer.headers.get("cache-control", "")).lower().split(",")
    if "no-store" not in [directive.strip() for directive in directives]:
        raise UnexpectedAnswer(f"{answer}: Cache-Control has no no-store")


def _is_number(members: Mapping[str, object], name: str) -> bool:
    value = members.get(name)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(members: Mapping[str, object], name: str) -> str:
    return repr(members[name])[:50] if name in members else "absent"
