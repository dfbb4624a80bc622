"""What must be true of the target or the profile as a whole for a case to run."""

from collections.abc import Callable, Mapping

from conformance.plan.authorization_facts import AUTHORIZATION_FACTS
from conformance.plan.tokens import missing_token
from conformance.plan.withheld import Withheld, not_offered, not_testable
from conformance.profile import ApiProfile, Profile

# The widest window that SIM Swap knows, and the one of a request that names none (hours).
LARGEST_MAX_AGE = 2400
DEFAULT_MAX_AGE = 240


def missing_fact(fact: str, profile: Profile, api: str) -> Withheld | None:
    """Return why a fact does not hold, None where it does."""
    if fact in AUTHORIZATION_FACTS:
        return AUTHORIZATION_FACTS[fact](profile)
    return _FACTS[fact](profile, profile.api(api))


def _authorization(_: Profile, api: ApiProfile) -> Withheld | None:
    if api.token_kinds == ("none",):
        return not_offered("the profile says that calls take no token (tokens: [none])")
    return None


def _expired_token(profile: Profile, api: ApiProfile) -> Withheld | None:
    if profile.tokens.expired is None:
        return _authorization(profile, api) or not_testable(
            "add tokens.expired: an access token whose life is over"
        )
    return None


def _not_network_authenticated(profile: Profile, _: ApiProfile) -> Withheld | None:
    if profile.tokens.not_network_authenticated is None:
        return not_testable(
            "add tokens.not-network-authenticated: a token of a user who was authenticated "
            "by something else than the network or the SIM"
        )
    return None


def _scoped_token(key: str, what: str) -> Callable[[Profile, ApiProfile], Withheld | None]:
    """Hold where a token with another scope than the call's can be made, or is ready-made."""

    def missing(profile: Profile, api: ApiProfile) -> Withheld | None:
        kind, ready = api.token_kinds[0], profile.tokens
        if f"{key}.{kind}" in ready.named():
            return None
        if key in ready.not_granted:
            return not_offered(f"the profile says that no token has {what} (tokens.{key})")
        if _has_flow(profile, api):
            return None
        return _authorization(profile, api) or not_testable(
            f"add tokens.{key}.{kind}: a good token with {what} (or tokens.{key}: not-granted "
            "where there is none), or authorization with a client and a flow"
        )

    return missing


def _has_flow(profile: Profile, api: ApiProfile) -> bool:
    authorization = profile.authorization
    if authorization is None or authorization.clients.main is None:
        return False
    if api.token_kinds[0] == "two-legged":
        return authorization.client_credentials is not None
    return api.flow not in (None, "given")


def _monitored_period(_: Profile, api: ApiProfile) -> Withheld | None:
    if api.hours_of_monitored_period is None:
        return not_offered("the profile declares no limit of its own (monitored_period)")
    return None


def _full_max_age(_: Profile, api: ApiProfile) -> Withheld | None:
    return _period_covers(api, LARGEST_MAX_AGE)


def _default_max_age(_: Profile, api: ApiProfile) -> Withheld | None:
    return _period_covers(api, DEFAULT_MAX_AGE)


def _period_covers(api: ApiProfile, hours: int) -> Withheld | None:
    limit = api.hours_of_monitored_period
    if limit is None or limit >= hours:
        return None
    return not_offered(f"the monitored period of {limit} h is shorter than {hours} h")


def _history(wanted: str) -> Callable[[Profile, ApiProfile], Withheld | None]:
    def missing(_: Profile, api: ApiProfile) -> Withheld | None:
        if api.history == wanted:
            return None
        if api.history is None:
            return not_testable("add history: unlimited or history: limited to the API")
        return not_offered(f"the profile says history: {api.history}")

    return missing


def _offered(operation: str) -> Callable[[Profile, ApiProfile], Withheld | None]:
    def missing(_: Profile, api: ApiProfile) -> Withheld | None:
        if operation in api.operations:
            return None
        return not_offered(f"the profile does not offer {operation}")

    return missing


def _requests_at_once(profile: Profile, _: ApiProfile) -> Withheld | None:
    if profile.effective_limits.workers > 1:
        return None
    return not_offered("the profile allows one request at a time (limits.workers)")


def _two_legged_accepted(profile: Profile, api: ApiProfile) -> Withheld | None:
    if "two-legged" not in api.token_kinds:
        return not_offered("the profile does not offer two-legged tokens (tokens)")
    # Which of the APIs makes no difference: a two-legged token comes from no flow.
    return missing_token(profile, "", "two-legged")


def _always(_: Profile, __: ApiProfile) -> None:
    """Hold wherever the line's own trait holds."""


_FACTS: Mapping[str, Callable[[Profile, ApiProfile], Withheld | None]] = {
    "api-wide-scope-token": _scoped_token("api-wide-scope", "the scope sim-swap alone"),
    "authorization": _authorization,
    "check-offered": _offered("check"),
    "default-max-age": _default_max_age,
    "expired-token": _expired_token,
    "full-max-age": _full_max_age,
    "known-swap-time": _always,
    "limited-history": _history("limited"),
    "monitored-period": _monitored_period,
    "not-network-authenticated-token": _not_network_authenticated,
    "other-scope-token": _scoped_token("other-scope", "the scope of another API alone"),
    "requests-at-once": _requests_at_once,
    "retrieve-date-offered": _offered("retrieve-date"),
    "two-legged-accepted": _two_legged_accepted,
    "unlimited-history": _history("unlimited"),
    "verify-offered": _offered("verify"),
}
