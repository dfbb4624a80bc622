"""What the profile must say of the authorization server for a case to run."""

from collections.abc import Callable, Mapping

from conformance.plan.withheld import Withheld, not_offered, not_testable
from conformance.profile import Profile

Fact = Callable[[Profile], Withheld | None]
# Flows in which the client authenticates itself for a token about a user.
_THREE_LEGGED = ("declared_ciba", "declared_authorization_code")


def _offered(flow: str, declared: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        if settings is not None and getattr(settings, declared) is not None:
            return _client("main")(profile)
        return not_offered(f"the profile does not offer {flow} (authorization.{flow})")

    return missing


def _client(name: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        if settings is not None and getattr(settings.clients, name) is not None:
            return None
        return not_testable(f"add authorization.clients.{name}")

    return missing


def _limited_without(flow: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        limited = settings.clients.limited if settings is not None else None
        if limited is None or flow in limited.grants:
            return not_testable(f"add authorization.clients.limited, a client without {flow}")
        return None

    return missing


def _any_offered(*declared: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        if any(getattr(settings, name, None) is not None for name in declared):
            return _client("main")(profile)
        flows = ", ".join(name.removeprefix("declared_") for name in declared)
        return not_offered(f"the profile offers none of {flows} (authorization)")

    return missing


def _api(name: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        if name not in profile.apis:
            return not_offered(f"the profile does not offer {name}")
        return _protected(name, profile)

    return missing


def _protected(name: str, profile: Profile) -> Withheld | None:
    if profile.api(name).token_kinds == ("none",):
        return not_offered(f"calls of {name} take no token (tokens: [none])")
    return None


def _protected_api(profile: Profile) -> Withheld | None:
    withheld = [_protected(name, profile) for name in profile.apis]
    return None if None in withheld else withheld[0]


def _discovery(profile: Profile) -> Withheld | None:
    if profile.authorization is not None and profile.authorization.discovery is not None:
        return None
    return not_offered("the profile names no metadata document (authorization.discovery)")


def _https(profile: Profile) -> Withheld | None:
    urls = [api.base_url for api in profile.apis.values()]
    if profile.authorization is not None and profile.authorization.discovery is not None:
        urls.append(profile.authorization.discovery)
    if any(url.startswith("https://") for url in urls):
        return None
    return not_offered("nothing of the target is https")


def _known(what: str, declared: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        by_hand = getattr(settings and settings.endpoints, declared, None)
        if by_hand is not None or (settings is not None and settings.discovery is not None):
            return None
        return not_testable(
            f"add authorization.discovery, or authorization.endpoints.{declared}: {what}"
        )

    return missing


def _device_shown(profile: Profile) -> Withheld | None:
    settings = profile.authorization
    if settings is not None and settings.authorization_code.device is not None:
        return None
    return not_testable(
        "add authorization.authorization_code.device: how this environment shows which device "
        "asks, or interactive"
    )


def _login_hint_by_number(profile: Profile) -> Withheld | None:
    settings = profile.authorization
    by_token = settings is not None and "{operator_token}" in settings.ciba.login_hint
    lines = [each for each in profile.subscribers if each.service == "unknown"]
    if not by_token or any(each.operator_token is not None for each in lines):
        return None
    return not_offered(
        "lines are named by their operator_token (authorization.ciba.login_hint), which a "
        "number that is not served has none of"
    )


def _number_verification_2(profile: Profile) -> Withheld | None:
    missing = _api("number-verification")(profile)
    if missing is None and profile.api("number-verification").release.startswith(("0.", "1.")):
        return not_offered("number-verification says so from release 2.0.0 on")
    return missing


def _private_key_jwt(profile: Profile) -> Withheld | None:
    settings = profile.authorization
    main = settings.clients.main if settings is not None else None
    if main is None:
        return not_testable("add authorization.clients.main")
    if main.key is not None:
        return None
    return not_testable(
        f"the client authenticates by {main.authentication}: "
        "add authorization.clients.main.key to have private_key_jwt tried"
    )


AUTHORIZATION_FACTS: Mapping[str, Fact] = {
    "authorization-code-offered": _offered(
        "authorization_code", "declared_authorization_code"
    ),
    "ciba-offered": _offered("ciba", "declared_ciba"),
    "client-credentials-offered": _offered("client_credentials", "client_credentials"),
    "device-shown": _device_shown,
    "discovery": _discovery,
    "grant-offered": _any_offered("client_credentials", *_THREE_LEGGED),
    "https": _https,
    "issuer-known": _known("the server's issuer identifier", "issuer"),
    "jwks-known": _known("where the server's public keys are", "jwks"),
    "jwt-bearer-offered": _offered("jwt_bearer", "jwt_bearer"),
    "limited-client": _client("limited"),
    "limited-without-authorization-code": _limited_without("authorization_code"),
    "limited-without-ciba": _limited_without("ciba"),
    "limited-without-client-credentials": _limited_without("client_credentials"),
    "limited-without-jwt-bearer": _limited_without("jwt_bearer"),
    "login-hint-by-number": _login_hint_by_number,
    "number-verification-2-offered": _number_verification_2,
    "number-verification-offered": _api("number-verification"),
    "other-client": _client("other"),
    "private-key-jwt": _private_key_jwt,
    "protected-api": _protected_api,
    "sim-swap-offered": _api("sim-swap"),
    "three-legged-offered": _any_offered(*_THREE_LEGGED),
}
