"""Mistakes with refresh tokens."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.authorization.clients import CLIENT_CREDENTIALS, JWT_BEARER
from conformance.reference.authorization.scope_rules import invalid_scope
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()


@catalogue.fault("refresh.offline-access-is-served", level="SHOULD")
def offline_access_is_an_unknown_scope(rules: Rules) -> None:
    """A scope that the server does nothing for is an error to it."""
    honest = rules.authorization.scope.names_in

    def names_in(text: object) -> list[str]:
        if "offline_access" in honest(text):
            raise invalid_scope("The scope offline_access is not known.")
        return honest(text)

    rules.authorization.scope.names_in = names_in


@catalogue.fault("refresh.new-access-token-works")
def refreshed_token_is_not_stored(rules: Rules) -> None:
    """The new access token is told to the client and not to the APIs."""
    rules.authorization.refresh.access_token = lambda token: f"{token[:-8]}AAAAAAAA"


@catalogue.fault("refresh.token-is-rotated", level="SHOULD")
def refresh_token_never_changes(rules: Rules) -> None:
    """One refresh token serves for its whole life."""
    rules.authorization.refresh.next_token = lambda old: old


@catalogue.fault("refresh.used-token-is-refused", level="SHOULD")
def used_refresh_token_stays_good(rules: Rules) -> None:
    """A new refresh token is issued at each use, and the old ones are kept as well."""
    rules.authorization.refresh.old_dies = False


@catalogue.fault("refresh.scope-is-not-widened")
def refresh_widens_the_scope(rules: Rules) -> None:
    """The scope of a refresh request is checked against the client, not against the grant."""
    rules.authorization.refresh.narrowed = lambda asked, granted: asked or granted


@catalogue.fault("refresh.unknown-token-is-refused")
def unknown_refresh_token_is_an_invalid_request(rules: Rules) -> None:
    """A refresh token that is not in the table counts as a malformed parameter."""
    rules.authorization.refresh.unknown_error = "invalid_request"


@catalogue.fault("refresh.missing-token-is-refused")
def missing_refresh_token_is_an_invalid_grant(rules: Rules) -> None:
    """An absent refresh token is looked up all the same, and not found."""
    rules.authorization.refresh.missing_error = "invalid_grant"


@catalogue.fault("refresh.foreign-token-is-refused")
def refresh_token_serves_any_client(rules: Rules) -> None:
    """Any client in good standing may use any refresh token."""
    rules.authorization.refresh.may_use = lambda _client, _owner: True


@catalogue.fault("refresh.foreign-token-is-refused")
def foreign_refresh_token_is_an_invalid_client(rules: Rules) -> None:
    """Another client's refresh token is answered with the error for failed authentication."""
    rules.authorization.refresh.foreign_error = "invalid_client"


@catalogue.fault("refresh.client-authenticates")
def refresh_token_is_authentication_enough(rules: Rules) -> None:
    """Whoever shows a refresh token is taken for the client that it was issued to."""
    rules.authorization.refresh.authenticates = False


@catalogue.fault("refresh.none-from-client-credentials")
def refresh_token_with_client_credentials(rules: Rules) -> None:
    """Every grant comes with a refresh token, the one without a user as well."""
    honest = rules.authorization.refresh.issues
    rules.authorization.refresh.issues = lambda grant_type, scope: (
        grant_type == CLIENT_CREDENTIALS or honest(grant_type, scope)
    )


@catalogue.fault("refresh.none-from-client-credentials", "refresh.none-from-jwt-bearer")
def offline_access_counts_in_every_flow(rules: Rules) -> None:
    """Whoever asks for offline_access gets a refresh token, in any flow."""
    rules.authorization.refresh.issues = lambda _grant_type, scope: (
        "offline_access" in scope.split()
    )


@catalogue.fault("refresh.none-from-jwt-bearer", security_release="0.4.0")
def refresh_token_with_jwt_bearer(rules: Rules) -> None:
    """The JWT bearer flow is treated as the other flows with a user."""
    honest = rules.authorization.refresh.issues
    rules.authorization.refresh.issues = lambda grant_type, scope: (
        grant_type == JWT_BEARER or honest(grant_type, scope)
    )
