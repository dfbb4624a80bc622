"""CIBA: whom a request is about."""

import secrets
from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.proved import ciba_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.errors import NotOffered, NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.jwts import claims_of, signed

_NOBODY = ("invalid_request", "unknown_user_id")


@requirement("ciba.tel-hint-is-accepted")
def test_number(ciba: Ciba, line: Subscriber) -> None:
    """The plainest request of all, whatever form of hint the profile drives with."""
    if ciba.settings.login_hint.startswith("operatortoken:"):
        raise NotOffered(
            "authorization.ciba.login_hint names lines by operatortoken:, not by tel:"
        )
    ciba.start(line, login_hint=f"tel:{line.phone_number}").text("auth_req_id")


@requirement("ciba.operator-token-hint-is-accepted")
def test_operator_token(ciba: Ciba, line: Subscriber) -> None:
    """The SIM names its user, whatever number it has."""
    ciba.start(line, login_hint=line.filled("operatortoken:{operator_token}")).text(
        "auth_req_id"
    )


@requirement("ciba.login-hint-is-required")
def test_no_hint(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """Nobody is named."""
    ciba_works(run, ciba, line)

    refused_with(ciba.start(None), 400, "invalid_request")


@requirement("ciba.login-hint-is-the-only-hint")
def test_other_hint(
    run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The hint is a good one, of a kind that the profile leaves out."""
    ciba_works(run, ciba, line)
    other: dict[str, Any] = {example["hint"]: _other_hint(example["hint"], ciba, line)}

    answer = ciba.start(None, **other)
    refused_with(answer, 400, *_NOBODY, "expired_login_hint_token")


@requirement("ciba.two-hints-are-refused")
def test_two_hints(
    run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """Both hints are about the same line, so that nothing else can be wrong."""
    ciba_works(run, ciba, line)
    other: dict[str, Any] = {example["hint"]: _other_hint(example["hint"], ciba, line)}

    refused_with(ciba.start(line, **other), 400, "invalid_request")


@requirement(
    "ciba.malformed-tel-hint-is-refused",
    "ciba.tel-hint-with-parameters-is-refused",
    "ciba.other-kind-of-hint-is-refused",
)
def test_other_spelling(
    run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The line is a served one: only the spelling of the hint is wrong."""
    ciba_works(run, ciba, line)
    hint = example["hint"].format(**_spellings(run, line))

    refused_with(ciba.start(line, login_hint=hint), 400, *_NOBODY)


@requirement("ciba.address-of-nobody-is-refused", "ciba.malformed-address-is-refused")
def test_address(ciba: Ciba, example: Mapping[str, Any]) -> None:
    """The addresses are of ranges that no network gives out (RFC 5737, RFC 3849)."""
    refused_with(ciba.start(None, login_hint=example["hint"]), 400, *_NOBODY)


@requirement("ciba.unknown-operator-token-is-refused")
def test_unknown_operator_token(ciba: Ciba, example: Mapping[str, Any]) -> None:
    """Nobody has issued it."""
    hint = example["hint"].format(random=secrets.token_urlsafe(24))

    refused_with(ciba.start(None, login_hint=hint), 400, *_NOBODY)


@requirement("ciba.unknown-user-is-refused")
def test_unknown_user(ciba: Ciba, line: Subscriber) -> None:
    """Another operator's number, or nobody's."""
    refused_with(ciba.start(line), 400, "unknown_user_id")


def _spellings(run: Session, line: Subscriber) -> dict[str, str]:
    """Return a line's number in several spellings, which are as secret as the number."""
    number = line.phone_number
    cut = (number[:3], number[3:6], number[6:])
    spelled = {
        "number": number,
        "digits": number.removeprefix("+"),
        "hyphens": "-".join(part for part in cut if part),
        "spaces": " ".join(part for part in cut if part),
    }
    for name in ("hyphens", "spaces"):
        run.recorder.redactor.add_secret("phone number", spelled[name])
    return spelled


def _other_hint(kind: str, ciba: Ciba, line: Subscriber) -> str:
    """Return an ID token of the server, or a JWT of the client that names the line."""
    if kind == "id_token_hint":
        token = ciba.token(line).granted().get("id_token")
        if isinstance(token, str):
            return token
    main = ciba.endpoints.main
    audience = ciba.endpoints.server.endpoint("backchannel_authentication")
    about = {"format": "phone_number", "phone_number": line.phone_number}
    if main.key is None:
        raise NotTestable("the server issues no ID token, and the client can't sign a hint")
    return signed(claims_of(main, audience, sub=ABSENT, sub_id=about), main)
