"""What a token was asked for is what it opens, neither more nor less."""

from conformance.profile import ApiProfile, Subscriber, TokenKind
from conformance.scenarios.expect import refused
from conformance.scenarios.proved import operation_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.errors import NotOffered, NoToken
from conformance.target.operations import AccessToken, OperationClient
from conformance.tokens.source import TokenSource

_SISTERS = {"check": "retrieve-date", "retrieve-date": "check"}


@requirement(
    "sim-swap.check.users-token-with-another-scope-is-refused",
    "sim-swap.retrieve-date.users-token-with-another-scope-is-refused",
)
def test_token_of_a_user_with_another_scope(
    run: Session,
    operation: OperationClient,
    line: Subscriber,
    tokens: TokenSource,
    api: ApiProfile,
) -> None:
    """The other flow makes its tokens in another place, where scopes can get lost as well."""
    if api.flow in (None, "given"):
        raise NotOffered("three-legged tokens are ready-made: none has another scope")
    operation_works(run, operation, line)

    other = _token(tokens, "three-legged", line, _sister(run, operation).scopes)
    refused(operation.call(line, token=other), 403, "PERMISSION_DENIED")


@requirement(
    "sim-swap.check.token-of-both-scopes-is-accepted",
    "sim-swap.retrieve-date.token-of-both-scopes-is-accepted",
)
def test_token_with_both_scopes(
    run: Session,
    operation: OperationClient,
    line: Subscriber,
    tokens: TokenSource,
    token_kind: TokenKind,
) -> None:
    """A scope is a list, in any order."""
    _expect_a_list(run)
    operation_works(run, operation, line)

    scopes = (*operation.scopes, *_sister(run, operation).scopes)
    for asked in (scopes, scopes[::-1]):
        token = _token(tokens, token_kind, line, asked)
        if token.told_scope and not set(scopes) <= set(token.told_scope.split()):
            raise NotOffered(f"of {' '.join(scopes)} only {token.told_scope} is granted")
        operation.call(line, token=token).succeeded()


def _sister(run: Session, operation: OperationClient) -> OperationClient:
    """Return the API's other operation, which has to have a scope of its own."""
    sister = run.operation(operation.api, _SISTERS[operation.name], operation.token_kind)
    if set(sister.scopes) == set(operation.scopes):
        raise NotOffered("both operations have one scope here (wire.….scopes)")
    return sister


def _expect_a_list(run: Session) -> None:
    template = run.profile.wire.authorization.scope
    if template is not None and "{scope}" not in template.split():
        raise NotOffered(
            "a scope is one word here, with the purpose (wire.authorization.scope)"
        )


def _token(
    tokens: TokenSource, kind: TokenKind, line: Subscriber, scopes: tuple[str, ...]
) -> AccessToken:
    """Return a token of these scopes; which ones a client has is agreed at onboarding."""
    try:
        return tokens.with_scopes(kind, line, scopes)
    except NoToken as missing:
        raise NotOffered(f"no token of the scope {' '.join(scopes)}: {missing}") from None
