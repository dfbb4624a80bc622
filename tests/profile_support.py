"""Profiles for the tests of the profile's room, and short ways to load them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance.profile import Problem, Profile, ProfileError, load_profile
from tests.support.keys import private_key_pem

MINIMAL = """\
profile: 1
name: acme
environment: staging
apis:
  sim-swap:
    base_url: https://api.acme.example/sim-swap/v2
"""

FULL = """\
profile: 1
name: acme-staging
title: Acme Mobile, staging
operator: {name: Acme Mobile, country: NO, documentation: https://developer.acme.example}
environment: staging
apis:
  sim-swap:
    release: 2.1.0
    base_url: https://api.acme.example/sim-swap/v2/
    operations: [check, retrieve-date]
    tokens: [two-legged, three-legged]
    flow: ciba
    monitored_period: {days: 30}
    history: limited
  number-verification:
    release: 2.1.0
    base_url: https://api.acme.example/number-verification/v2
    operations: [verify]
    flow: authorization-code
authorization:
  discovery: https://auth.acme.example/.well-known/openid-configuration
  endpoints:
    backchannel_authentication: https://auth.acme.example/bc-authorize
    token: https://auth.acme.example/token
    authorization: https://auth.acme.example/authorize?tenant=1
    jwks: https://auth.acme.example/jwks
    issuer: https://auth.acme.example
  release: 0.5.0
  purpose: dpv:FraudPreventionAndDetection
  clients:
    main:
      id: ${CLIENT_ID}
      authentication: private_key_jwt
      key: {file: ./client.pem, kid: k1}
      redirect_uri: https://client.example/callback
    other: {id: second, authentication: client_secret_basic, secret: "${OTHER_SECRET}"}
    limited: {id: third, authentication: client_secret_post, secret: "${LIMITED_SECRET}"}
  ciba: {grant_type: "urn:x:ciba", login_hint: "tel:{phone_number}", poll_floor: 2}
  authorization_code: {device: {header: {x-msisdn: "{phone_number}"}}}
  client_credentials: {}
  jwt_bearer: {}
  tokens: {reuse: until-expiry}
subscribers:
  - {id: swapped, phone_number: "${NUMBER}", sim: {changed: {hours_ago: 3}}}
  - {id: dated, phone_number: "+447700900001", sim: {changed: 2026-01-02T03:04:05+02:00}}
  - id: never
    phone_number: "+447700900002"
    sim: {changed: never, activated: 2020-05-01T00:00:00Z}
  - {id: unknown-swap, phone_number: "+447700900003", sim: {changed: unknown}}
  - {id: no-sim, phone_number: "+447700900004", sim: none}
  - {id: iot, phone_number: "+447700900005", service: not-applicable}
  - {id: silent, phone_number: "+447700900006", consent: never-answers}
  - {id: slow, phone_number: "+447700900007", consent: {granted_after: {seconds: 3}}}
  - {id: ts43, phone_number: "+447700900008", operator_token: "${TS43}"}
tokens:
  two-legged: ${TWO_LEGGED}
  three-legged: {swapped: "${THREE_LEGGED}"}
  expired: ${EXPIRED}
  not-network-authenticated: ${BY_SMS}
http:
  headers: {x-api-key: "${API_KEY}", x-trace: acme}
  proxy: ${PROXY:-}
  timeout: 12.5
  verify: true
limits: {requests_per_second: 5, workers: "${WORKERS:-2}", max_requests: 100, fuzzing: false}
wire:
  parameters: {org: demo}
  sim-swap:
    operations: {check: {path: "/orgs/{org}/check"}}
    request: {units: {maxAge: seconds}, phone_number: {in: header, name: x-number}}
    scopes: {check: check-sim-swap}
  number-verification: {request: {adapter: masstack-evidence}}
  headers: {x-correlator: X-Correlation-Id}
  correlator: ${VP_TOKEN}
  errors: {message: [details, title]}
  authorization: {scope: "{scope}", client_headers: {X-Id: "{client_id}"}, unencoded: "+"}
deviations:
  - {requirement: ciba.token.grant-type, reason: an older name, owner: api, until: 2027-01-31}
"""

SECRETS = {
    "OTHER_SECRET": "canary-other-secret",
    "LIMITED_SECRET": "canary-limited-secret",
    "TS43": "canary-ts43",
    "TWO_LEGGED": "canary-two-legged",
    "THREE_LEGGED": "canary-three-legged",
    "EXPIRED": "canary-expired",
    "BY_SMS": "canary-by-sms",
    "VP_TOKEN": "canary-vp-token",
    "API_KEY": "canary-api-key",
}
VARIABLES = {"CLIENT_ID": "12345", "NUMBER": "+447700900000", **SECRETS}


def load(folder: Path, text: str, variables: Mapping[str, str] | None = None) -> Profile:
    """Load a text as a profile that has a client's key beside it."""
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    key = folder / "client.pem"
    if not key.exists():
        key.write_bytes(private_key_pem())
    return load_profile(str(path), VARIABLES if variables is None else variables)


def refused(
    folder: Path, text: str, variables: Mapping[str, str] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with a text."""
    with pytest.raises(ProfileError) as caught:
        load(folder, text, variables)
    return caught.value.problems


def only(folder: Path, text: str, variables: Mapping[str, str] | None = None) -> Problem:
    """Return the one thing that is wrong with a text."""
    problems = refused(folder, text, variables)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]
