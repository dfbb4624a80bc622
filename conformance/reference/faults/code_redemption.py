"""Mistakes with authorization codes and their proof keys."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.authorization.authorization_code_rules import Code, Query
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()


def _row(*names: str) -> tuple[str, ...]:
    """Return the ids of rows of this area."""
    return tuple(f"authorization-code.{name}" for name in names)


_VERIFIER = _row("wrong-code-verifier-is-refused", "missing-code-verifier-is-refused")


@catalogue.fault(*_row("code-is-single-use"))
def code_is_good_until_it_expires(rules: Rules) -> None:
    """A code is good as often as it is shown, for as long as it lives."""
    rules.authorization.code.good_once_more = lambda _code: True


@catalogue.fault(*_row("code-belongs-to-its-client"))
def code_is_good_for_every_client(rules: Rules) -> None:
    """Which client redeems a code is not compared."""
    rules.authorization.code.belongs = lambda _code, _client: True


@catalogue.fault(*_row("redirect-uri-has-to-be-the-same"))
def redirect_uri_is_not_compared_at_redemption(rules: Rules) -> None:
    """The redirect_uri of the redemption is not looked at."""
    rules.authorization.code.same_address = lambda _code, _form: True


@catalogue.fault(*_row("unknown-code-is-refused", "code-is-single-use"))
def unknown_code_is_an_invalid_request(rules: Rules) -> None:
    """A code that is not there is answered as if the parameter were missing."""
    rules.authorization.code.not_known = lambda: OAuthError(
        "invalid_request", "The code is not known."
    )


@catalogue.fault(*_row("unknown-code-is-refused"))
def unknown_code_is_not_found(rules: Rules) -> None:
    """A code that is not there is answered with 404."""
    rules.authorization.code.not_known = lambda: OAuthError(
        "invalid_grant", "The code is not known.", status=404
    )


@catalogue.fault(*_VERIFIER, level="SHOULD")
def code_challenge_is_not_kept(rules: Rules) -> None:
    """A code_challenge is accepted and forgotten."""
    rules.authorization.code.proved = lambda _code, _form: True


@catalogue.fault(*_row("missing-code-verifier-is-refused"), level="SHOULD")
def code_verifier_is_checked_if_there_is_one(rules: Rules) -> None:
    """Without a code_verifier there is nothing to compare, and so nothing is wrong."""
    honest = rules.authorization.code.proved
    rules.authorization.code.proved = lambda code, form: (
        "code_verifier" not in form or honest(code, form)
    )


@catalogue.fault(*_row("unsupported-challenge-method-is-refused"))
def code_challenge_method_is_not_looked_at(rules: Rules) -> None:
    """Whatever the method is called, S256 is what is computed."""
    rules.authorization.code.refuse_challenge = lambda _query: None


@catalogue.fault(*_row("unsupported-challenge-method-is-refused"))
def code_challenge_method_in_any_case(rules: Rules) -> None:
    """The method is compared without regard to case."""
    honest = rules.authorization.code.refuse_challenge

    def refuse(query: Query) -> None:
        method = query.get("code_challenge_method")
        honest({**query, **({"code_challenge_method": method.upper()} if method else {})})

    rules.authorization.code.refuse_challenge = refuse


@catalogue.fault(*_row("works-without-pkce-or-says-so"))
def nonce_is_kept_with_a_challenge_only(rules: Rules) -> None:
    """The nonce is stored beside the challenge, and lost without one."""
    code = rules.authorization.code
    honest = code.proved

    def proved(issued: Code, form: Query) -> bool:
        if issued.challenge is None:
            issued.nonce = None
        return honest(issued, form)

    code.proved = proved


@catalogue.fault(*_row("works-without-pkce-or-says-so"))
def missing_challenge_is_denied(rules: Rules) -> None:
    """A request without a challenge is answered as if the user had refused."""
    honest = rules.authorization.code.refuse_challenge

    def refuse(query: Query) -> None:
        if "code_challenge" not in query:
            raise OAuthError("access_denied", "PKCE is required.")
        honest(query)

    rules.authorization.code.refuse_challenge = refuse
