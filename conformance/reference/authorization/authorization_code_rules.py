"""Decisions of the authorization code grant, each honest until a fault replaces it."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from conformance.reference.authorization.clients import AUTHORIZATION_CODE, Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.request_objects import Claims, RequestObjectRules
from conformance.reference.authorization.scopes import Scopes
from conformance.reference.subscribers import Consent, Subscriber, Subscribers

CODE_SECONDS = 60
"""Life of an authorization code; RFC 6749 section 4.1.2 allows ten minutes at most."""
_REPEATED = ("scope", "response_type", "client_id", "redirect_uri")
"""What a request with a request object says outside as well, in the same words."""

Query = Mapping[str, str]


@dataclass
class Code:
    """An authorization code."""

    client_id: str
    redirect_uri: str
    line: Subscriber
    scopes: Scopes
    nonce: str | None
    challenge: str | None
    expires_at: float
    used: bool = False


def client_of(query: Query, clients: Clients) -> Client:
    """Return the client that asks; OAuthError, never a redirect, if there is none."""
    client = clients.find(query.get("client_id"))
    if client is None:
        raise OAuthError("invalid_request", "client_id is not registered.")
    return client


def return_address(query: Query, client: Client) -> str:
    """Return where the browser goes back to; OAuthError, never a redirect, if unknown."""
    address = query.get("redirect_uri")
    if address not in client.redirect_uris or address is None:
        raise OAuthError("invalid_request", "redirect_uri is not registered.")
    return address


def instead_of_a_page(_query: Query, _problem: OAuthError) -> str | None:
    """Return where to send a browser whose request names no client or address: nowhere."""
    return None


def may(client: Client) -> None:
    """Refuse a client that has not agreed on this grant."""
    client.may(AUTHORIZATION_CODE)


def refuse_difference(query: Query, inside: Claims) -> None:
    """Refuse a request object whose repeated parameters are not those outside it."""
    for name in _REPEATED:
        if name not in query or inside.get(name) != query[name]:
            raise OAuthError("invalid_request", f"{name} is not the same inside and outside.")


def parameters_of(_query: Query, inside: Claims) -> dict[str, str]:
    """Return what counts of a request with a request object: only what stands inside."""
    return {name: value for name, value in inside.items() if isinstance(value, str)}


def refuse_request_uri(query: Query) -> None:
    """Refuse a request object by reference."""
    if "request_uri" in query:
        raise OAuthError("request_uri_not_supported", "request_uri is not supported.")


def refuse_response_type(query: Query) -> None:
    """Refuse any response_type but code."""
    if "response_type" not in query:
        raise OAuthError("invalid_request", "response_type is missing.")
    if query["response_type"] != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code.")


def refuse_challenge(query: Query) -> None:
    """Refuse any code_challenge_method but S256, whose default would be plain."""
    method = query.get("code_challenge_method", "plain")
    if ("code_challenge" in query or "code_challenge_method" in query) and method != "S256":
        raise OAuthError("invalid_request", "S256 is the only code_challenge_method.")


def refuse_optional(_query: Query) -> None:
    """Refuse nothing: login_hint and acr_values are passed over, whatever they say."""


def line_of(device: str | None, _query: Query, lines: Subscribers) -> Subscriber:
    """Return the line whose device the network knows; no login page is ever shown."""
    line = None if device is None else lines.by_number(device)
    if line is None:
        raise OAuthError("login_required", "The network does not know the device.")
    return line


def refuse_without_consent(line: Subscriber) -> None:
    """Refuse a line whose user has said no, or would have to be asked first."""
    if line.consent is Consent.DENIED:
        raise OAuthError("access_denied", "The user has refused.")
    if line.consent is not Consent.GRANTED:
        raise OAuthError("consent_required", "The user would have to be asked.")


def state_told(state: str, _is_error: bool) -> str | None:
    """Return the state that goes back: the very same."""
    return state


def location(address: str, answer: Mapping[str, str]) -> str:
    """Return the URL of a redirect: the parameters go into the query."""
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{urlencode(answer)}"


def new_code() -> str:
    """Return a fresh authorization code: 256 bits, base64url."""
    return secrets.token_urlsafe(32)


def not_known() -> OAuthError:
    """Return the refusal of a code that does not exist, or is not this client's."""
    return OAuthError("invalid_grant", "The code is not known.")


def belongs(code: Code, client: Client) -> bool:
    """Whether a code was issued to the client."""
    return code.client_id == client.id


def good_once_more(_code: Code) -> bool:
    """Whether a code that was used is good again: never."""
    return False


def same_address(code: Code, form: Query) -> bool:
    """Whether the redirect_uri is that of the authorization request."""
    return form.get("redirect_uri") == code.redirect_uri


def challenge_of(verifier: str) -> str:
    """Return the S256 code_challenge of a code_verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def proved(code: Code, form: Query) -> bool:
    """Whether the code_verifier fits the code_challenge, if there was one."""
    if code.challenge is None:
        return True
    fitting = challenge_of(form.get("code_verifier", ""))
    return secrets.compare_digest(fitting.encode(), code.challenge.encode())


@dataclass
class AuthorizationCodeRules:
    """How an authorization request is read and answered, and a code redeemed."""

    request_objects: RequestObjectRules = field(default_factory=RequestObjectRules)
    takes_request_objects: bool = True
    redirect_status: int = 302
    tells_the_user: bool = True
    """Whether a request that is not redirected gets words; else an empty answer."""

    client_of: Callable[[Query, Clients], Client] = client_of
    return_address: Callable[[Query, Client], str] = return_address
    instead_of_a_page: Callable[[Query, OAuthError], str | None] = instead_of_a_page
    may: Callable[[Client], None] = may
    refuse_difference: Callable[[Query, Claims], None] = refuse_difference
    parameters_of: Callable[[Query, Claims], dict[str, str]] = parameters_of
    refuse_request_uri: Callable[[Query], None] = refuse_request_uri
    refuse_response_type: Callable[[Query], None] = refuse_response_type
    refuse_challenge: Callable[[Query], None] = refuse_challenge
    refuse_optional: Callable[[Query], None] = refuse_optional
    line_of: Callable[[str | None, Query, Subscribers], Subscriber] = line_of
    refuse_without_consent: Callable[[Subscriber], None] = refuse_without_consent
    state_told: Callable[[str, bool], str | None] = state_told
    location: Callable[[str, Mapping[str, str]], str] = location
    new_code: Callable[[], str] = new_code
    not_known: Callable[[], OAuthError] = not_known
    belongs: Callable[[Code, Client], bool] = belongs
    good_once_more: Callable[[Code], bool] = good_once_more
    same_address: Callable[[Code, Query], bool] = same_address
    proved: Callable[[Code, Query], bool] = proved
