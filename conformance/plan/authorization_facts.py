"""What the profile must say of the authorization server for a case to run."""

from collections.abc import Callable, Mapping

from conformance.plan.withheld import Withheld, not_offered, not_testable
from conformance.profile import Profile

Fact = Callable[[Profile], Withheld | None]


def _offered(flow: str, declared: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        if settings is not None and getattr(settings, declared) is not None:
            return None
        return not_offered(f"the profile does not offer {flow} (authorization.{flow})")

    return missing


def _client(name: str) -> Fact:
    def missing(profile: Profile) -> Withheld | None:
        settings = profile.authorization
        if settings is not None and getattr(settings.clients, name) is not None:
            return None
        return not_testable(f"add authorization.clients.{name}")

    return missing


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


def _private_key_jwt(profile: Profile) -> Withheld | None:
    settings = profile.authorization
    main = settings.clients.main if settings is not None else None
    if main is None:
        return not_testable("add authorization.clients.main")
    if main.authentication == "private_key_jwt":
        return None
    return not_testable(
        f"the client authenticates by {main.authentication}: "
        "add authorization.clients.main.key and private_key_jwt"
    )


AUTHORIZATION_FACTS: Mapping[str, Fact] = {
    "authorization-code-offered": _offered(
        "authorization_code", "declared_authorization_code"
    ),
    "ciba-offered": _offered("ciba", "declared_ciba"),
    "client-credentials-offered": _offered("client_credentials", "client_credentials"),
    "discovery": _discovery,
    "https": _https,
    "jwt-bearer-offered": _offered("jwt_bearer", "jwt_bearer"),
    "limited-client": _client("limited"),
    "other-client": _client("other"),
    "private-key-jwt": _private_key_jwt,
}
