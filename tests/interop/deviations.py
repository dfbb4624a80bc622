"""What oidc-provider really does otherwise than the CAMARA security profile asks.

It is certified for OpenID Connect, CIBA and FAPI, which leave open what the profile settles.
Each reason was read off the package's own source and names the file in its lib/; what an
operator could change by an option of the package is said too. server.mjs leaves the defaults.
"""

from collections.abc import Mapping

_ENDPOINTS = ("token", "backchannel")
_BY_REASON: Mapping[str, tuple[str, ...]] = {
    # Client authentication.
    "Any exp that lies ahead is good, however far, and iat is not looked at "
    "(shared/jwt_client_auth.js; option assertJwtClientAuthClaimsAndHeader).": (
        *(f"client-authentication.long-lived-assertion-is-refused/{at}" for at in _ENDPOINTS),
        *(
            f"client-authentication.assertion-made-for-long-is-refused/{at}"
            for at in _ENDPOINTS
        ),
    ),
    "Who names no client at all is told invalid_request, not invalid_client: only a client "
    "that was found can fail to authenticate (shared/client_auth.js).": (
        *(
            f"client-authentication.missing-authentication-is-refused/{at}"
            for at in _ENDPOINTS
        ),
        "ciba.missing-client-authentication-is-refused/nothing",
        "ciba.poll-without-client-authentication-is-refused/nothing",
        "refresh.client-authenticates",
    ),
    "A client without the grant is told invalid_request, not unauthorized_client "
    "(actions/token.js, actions/authorization/client.js and response_parameters.js).": (
        "authorization-code.client-without-the-grant-is-refused",
        "ciba.client-without-the-grant-is-refused",
        "client-credentials.client-without-the-grant-is-refused",
    ),
    # Scopes.
    "Client credentials need no scope, as in RFC 6749: the token then has none "
    "(actions/grants/client_credentials.js).": (
        "client-credentials.missing-scope-is-refused",
        "parameters.generated-token-requests-are-refused",
    ),
    "Scopes that nobody has defined are left out, as RFC 6749 section 3.3 allows "
    "(helpers/oidc_context.js).": (
        "authorization-code.unknown-scope-is-refused",
        "ciba.unknown-scope-is-refused",
    ),
    "A purpose is a scope like any other: there may be none, several, or one that is not "
    "known (actions/authorization/scopes.js).": tuple(
        f"scope.{row}/{flow}"
        for row, flows in {
            "missing-purpose-is-refused": ("ciba", "authorization-code"),
            "two-purposes-are-refused": ("ciba", "authorization-code"),
            "unknown-purpose-is-refused": ("ciba", "authorization-code"),
            "vendor-purpose-is-refused": ("ciba", "authorization-code"),
            "purpose-is-case-sensitive": (
                "ciba-prefix",
                "ciba-name",
                "authorization-code-prefix",
                "authorization-code-name",
            ),
        }.items()
        for flow in flows
    ),
    # Request objects.
    "The issuer is the only audience of a request object, not the endpoint "
    "(actions/authorization/process_request_object.js).": (
        "authorization-code.signed-request-is-accepted",
        "ciba.signed-request-is-accepted",
    ),
    "At the backchannel endpoint invalid_request_object becomes invalid_request "
    "(actions/authorization/ciba.js).": (
        "ciba.request-for-another-server-is-refused",
        *(
            f"ciba.bad-request-object-is-refused/{flaw}"
            for flaw in (
                "tampered",
                "foreign-key",
                "unsigned",
                "public-key-as-secret",
                "expired",
            )
        ),
    ),
    "What stands beside a request object is not read but for client_id, response_type and "
    "state (actions/authorization/process_request_object.js), as in RFC 9101.": (
        "authorization-code.parameters-are-repeated-outside/scope",
        "authorization-code.parameters-are-repeated-outside/response-type",
        "authorization-code.parameters-are-repeated-outside/redirect-uri",
        "authorization-code.parameters-are-the-same-outside/scope",
    ),
    "A request object of the authorization endpoint needs neither iat nor exp nor jti, and "
    "may last (helpers/defaults.js; option requestObjects.assertJwtClaimsAndHeader).": (
        "authorization-code.request-object-without-a-claim-is-refused/iat",
        "authorization-code.request-object-without-a-claim-is-refused/exp",
        "authorization-code.request-object-without-a-claim-is-refused/jti",
        "authorization-code.request-object-for-long-is-refused",
    ),
    "iat may lie ahead in a JWT that has an exp (helpers/jwt.js).": (
        "authorization-code.request-object-from-the-future-is-refused",
    ),
    # The authorization endpoint.
    "redirect_uri may be left out by a client with just one "
    "(option allowOmittingSingleRegisteredRedirectUri, true by default).": (
        "authorization-code.missing-redirect-uri-gets-no-redirect",
        "authorization-code.missing-redirect-uri-at-redemption-is-refused",
    ),
    "Without prompt=none an unknown user is sent to a login page "
    "(actions/authorization/interactions.js).": ("authorization-code.prompt-none-is-implied",),
    # The rest.
    "access_denied is 400 at every endpoint (helpers/errors.js).": (
        "ciba.refusal-at-once-is-forbidden",
    ),
    "A proof that was used before is told invalid_grant at the token endpoint "
    "(helpers/grant_common.js).": ("dpop.used-proof-is-refused-by-the-token-endpoint",),
}

DEVIATIONS: Mapping[str, str] = {
    case: reason for reason, cases in _BY_REASON.items() for case in cases
}
"""Case id → why oidc-provider fails it."""
