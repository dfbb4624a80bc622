"""Who may call: nobody without a good access token that carries the operation's scope."""

from conformance.checks import codes
from conformance.checks.contract import OperationContract
from conformance.profile import Subscriber, TokenKind
from conformance.scenarios.expect import refused
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.errors import NotOffered, NoToken, NotTestable
from conformance.target.operations import ABSENT, AccessToken, OperationClient
from conformance.tokens.source import TokenSource

# Opaque to every provider; a JWT with a broken signature is another requirement's matter.
_GARBAGE = AccessToken("this-is-no-access-token", "invalid")

# Whole bytes in base64, so that no lenient reading makes it the same token.
_MORE = "AAAA"

# Operation → its sister, and the scope that opens the sister alone.
_OTHER_SCOPES = {
    "sim-swap.check": ("retrieve-date", "sim-swap:retrieve-date"),
    "sim-swap.retrieve-date": ("check", "sim-swap:check"),
    "number-verification.verify": (
        "device-phone-number",
        "number-verification:device-phone-number:read",
    ),
    "number-verification.device-phone-number": ("verify", "number-verification:verify"),
}


@requirement(
    "sim-swap.check.missing-token-is-refused",
    "sim-swap.retrieve-date.missing-token-is-refused",
    "number-verification.verify.missing-token-is-refused",
    "number-verification.device-phone-number.missing-token-is-refused",
)
def test_no_authorization_header(operation: OperationClient, line: Subscriber) -> None:
    """A request without an Authorization header is nobody's."""
    operation.call(line).succeeded()

    refused(operation.call(line, token=ABSENT), 401, "UNAUTHENTICATED")


@requirement(
    "sim-swap.check.expired-token-is-refused",
    "sim-swap.retrieve-date.expired-token-is-refused",
    "number-verification.verify.expired-token-is-refused",
    "number-verification.device-phone-number.expired-token-is-refused",
)
def test_expired_token(
    operation: OperationClient,
    line: Subscriber,
    tokens: TokenSource,
    contract: OperationContract,
) -> None:
    """A token that was good once is good no longer; older releases have two codes for it."""
    operation.call(line).succeeded()

    answer = operation.call(line, token=tokens.expired())
    refused(answer, 401, *codes.beside(contract.commonalities, 401))


@requirement(
    "sim-swap.check.invalid-token-is-refused",
    "sim-swap.retrieve-date.invalid-token-is-refused",
    "number-verification.verify.invalid-token-is-refused",
    "number-verification.device-phone-number.invalid-token-is-refused",
)
def test_garbage_token(operation: OperationClient, line: Subscriber) -> None:
    """A token that this provider never issued, be it the beginning of it that it did issue."""
    operation.call(line).succeeded()

    refused(operation.call(line, token=_GARBAGE), 401, "UNAUTHENTICATED")
    good = operation.fitting_token(line).value
    if good is not None:  # where the call itself redeems a code there is no token to lengthen
        lengthened = AccessToken(good + _MORE, "invalid")
        refused(operation.call(line, token=lengthened), 401, "UNAUTHENTICATED")


@requirement(
    "sim-swap.check.other-scope-is-refused",
    "sim-swap.retrieve-date.other-scope-is-refused",
    "number-verification.verify.other-scope-is-refused",
    "number-verification.device-phone-number.other-scope-is-refused",
)
def test_token_with_another_scope(
    run: Session,
    operation: OperationClient,
    line: Subscriber,
    tokens: TokenSource,
    token_kind: TokenKind,
) -> None:
    """A good token, for the sister operation only: known, but not permitted."""
    operation.call(line).succeeded()

    other = tokens.with_other_scope(token_kind, line, lambda: _sisters_scope(run, operation))
    refused(operation.call(line, token=other), 403, "PERMISSION_DENIED")


def _sisters_scope(run: Session, operation: OperationClient) -> str:
    """Return what the deployment calls the scope of the sister operation."""
    sister, published = _OTHER_SCOPES[operation.id]
    return _scope_on_wire(run, operation, sister) or published


def _scope_on_wire(run: Session, operation: OperationClient, sister: str) -> str | None:
    """Return what the deployment calls the sister's scope; None where it is CAMARA's name."""
    found = run.operation(operation.api, sister, operation.token_kind).wire.own_scope
    own = operation.wire.own_scope
    if own is None or found not in (None, own):
        return found
    if found is None and sister in run.profile.api(operation.api).operations:
        raise NotTestable(f"add wire.{operation.api}.scopes.{sister}: what it is called there")
    raise NotOffered("the deployment has no other scope (wire.….scopes)")


@requirement(
    "sim-swap.check.api-wide-scope-is-accepted",
    "sim-swap.retrieve-date.api-wide-scope-is-accepted",
)
def test_token_with_the_api_wide_scope(
    operation: OperationClient, line: Subscriber, tokens: TokenSource, token_kind: TokenKind
) -> None:
    """The contract names `sim-swap` as an alternative to each operation's own scope."""
    operation.call(line).succeeded()

    try:
        api_wide = tokens.with_api_wide_scope(token_kind, line)
    except NoToken:
        return  # which scopes a client may ask for is agreed at onboarding
    operation.call(line, token=api_wide).succeeded()
