"""Mistakes with scopes and purposes, in every flow that has a user."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.scope_rules import API_SCOPES, PURPOSES
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()


@catalogue.fault("ciba.missing-scope-is-refused")
def missing_scope_is_the_default_one(rules: Rules) -> None:
    """Without a scope a request is for what the client asks for most."""
    honest = rules.authorization.scope.names_in
    usual = ["openid", "dpv:FraudPreventionAndDetection", "sim-swap"]
    rules.authorization.scope.names_in = lambda text: usual if text is None else honest(text)


@catalogue.fault("ciba.unknown-scope-is-refused", level="SHOULD")
def unknown_scopes_left_out(rules: Rules) -> None:
    """Scopes that do not exist are left out, and the token response says so."""
    rules.authorization.scope.known = lambda asked: asked & API_SCOPES


@catalogue.fault("ciba.unknown-scope-is-not-granted", "ciba.unknown-scope-is-refused")
def unknown_scopes_granted(rules: Rules) -> None:
    """What is asked for is put into the token, whether it exists or not."""
    rules.authorization.scope.known = lambda asked: asked & API_SCOPES
    honest = rules.authorization.scope.told
    rules.authorization.scope.told = lambda names: f"{honest(names)} nosuch:scope"


@catalogue.fault("scope.missing-purpose-is-refused")
def purpose_optional(rules: Rules) -> None:
    """A request without a purpose is taken for one with the usual purpose."""
    honest = rules.authorization.scope.one_purpose
    rules.authorization.scope.one_purpose = lambda found: honest(found) if found else None


@catalogue.fault("scope.two-purposes-are-refused")
def several_purposes_accepted(rules: Rules) -> None:
    """The first of several purposes counts."""
    honest = rules.authorization.scope.one_purpose
    rules.authorization.scope.one_purpose = lambda found: honest(found[:1])


@catalogue.fault("scope.unknown-purpose-is-refused", "scope.purpose-is-case-sensitive")
def any_purpose_accepted(rules: Rules) -> None:
    """Whatever begins with dpv: is a purpose."""
    honest = rules.authorization.scope.is_purpose
    rules.authorization.scope.is_purpose = lambda name: (
        honest(name) or (name.startswith("dpv:") and "#" not in name)
    )


@catalogue.fault("scope.purpose-is-case-sensitive")
def purpose_in_any_case(rules: Rules) -> None:
    """Purposes are compared without regard to case."""
    small = {purpose.lower() for purpose in PURPOSES}
    rules.authorization.scope.is_purpose = lambda name: name.lower() in small


@catalogue.fault("scope.vendor-purpose-is-refused")
def purpose_with_a_hash_sign_accepted(rules: Rules) -> None:
    """The form of an older gateway, dpv:PURPOSE#SCOPE, is taken apart and taken."""
    honest = rules.authorization.scope.names_in
    rules.authorization.scope.names_in = lambda text: [
        word for name in honest(text) for word in name.split("#")
    ]


@catalogue.fault("scope.values-are-case-sensitive")
def scopes_of_apis_in_any_case(rules: Rules) -> None:
    """Scopes of APIs are compared without regard to case."""
    honest = rules.authorization.scope.names_in
    rules.authorization.scope.names_in = lambda text: [
        name.lower() if name.lower() in API_SCOPES else name for name in honest(text)
    ]


@catalogue.fault("scope.no-id-token-without-openid", level="SHOULD")
def id_token_for_everybody(rules: Rules) -> None:
    """Every token response has an ID token."""
    rules.authorization.scope.id_token_due = lambda _openid: True


@catalogue.fault("scope.claims-without-openid-are-refused")
def claims_without_openid_ignored(rules: Rules) -> None:
    """The parameter claims is not looked at without openid."""
    rules.authorization.scope.refuse_claims = lambda _form, _openid: None


@catalogue.fault("scope.claims-without-openid-are-refused")
def claims_without_openid_are_denied(rules: Rules) -> None:
    """Who asks for claims without openid is told that access is denied."""
    honest = rules.authorization.scope.refuse_claims

    def refuse_claims(form: object, openid: bool) -> None:
        if isinstance(form, dict):
            try:
                honest(form, openid)
            except OAuthError as problem:
                raise OAuthError("access_denied", problem.description) from problem

    rules.authorization.scope.refuse_claims = refuse_claims


@catalogue.fault("scope.answer-tells-no-wider-scope", level="SHOULD")
def answer_tells_all_scopes(rules: Rules) -> None:
    """The token response tells what the client may ask for, not what it has got."""
    rules.authorization.scope.told = lambda _names: " ".join(sorted(API_SCOPES))
