"""Whether the profile says how an access token of a kind can be had."""

from conformance.plan.withheld import Withheld, not_testable
from conformance.profile import Profile, Subscriber, TokenKind


def missing_token(profile: Profile, api: str, kind: TokenKind) -> Withheld | None:
    """Return why no token of the kind can be had for an API, None where one can."""
    if kind == "none":
        return None
    if kind == "two-legged":
        if profile.tokens.two_legged is not None:
            return None
        return _missing_client(profile, "or tokens.two-legged")
    flow = profile.api(api).flow
    if flow is None:
        return not_testable(
            f"add authorization with a flow (apis.{api}.flow), or tokens.three-legged"
        )
    if flow == "given":
        return None
    return _missing_client(profile, "or tokens.three-legged") or _missing_device(profile, flow)


def may_speak_for(
    line: Subscriber, profile: Profile, api: str, kind: TokenKind | None
) -> bool:
    """Whether a case with that kind of token can be about a line.

    Where three-legged tokens are ready-made, it can be about the lines that have one.
    """
    ready_made = kind == "three-legged" and profile.api(api).flow == "given"
    return not ready_made or line.id in profile.tokens.three_legged


def _missing_client(profile: Profile, otherwise: str) -> Withheld | None:
    authorization = profile.authorization
    if authorization is not None and authorization.clients.main is not None:
        return None
    return not_testable(f"add authorization with a client (clients.main), {otherwise}")


def _missing_device(profile: Profile, flow: str) -> Withheld | None:
    authorization = profile.authorization
    if authorization is None or flow != "authorization-code":
        return None
    client = authorization.clients.main
    if client is not None and client.redirect_uri is None:
        return not_testable("add authorization.clients.main.redirect_uri")
    return None
