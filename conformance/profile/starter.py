"""Writes a profile to begin with: what was answered, and as comments what may follow.

No secret and no subscriber's number is ever written: variables stand in for them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.profile.apis import ApiProfile
from conformance.profile.authorization import Authorization
from conformance.profile.clients import Client, Grant
from conformance.profile.settings import Environment

_RELEASE = ApiProfile.model_fields["release"].default
_SECURITY_RELEASE = Authorization.model_fields["release"].default
# One of the Data Privacy Vocabulary, as the security profile wants each token to have.
_PURPOSE = "dpv:FraudPreventionAndDetection"


@dataclass(frozen=True)
class Answers:
    """What is known of a deployment; every text has been validated."""

    name: str
    environment: Environment
    operator: str | None = None
    country: str | None = None
    sim_swap: str | None = None
    """Base URL, None for an API that is not offered."""
    sim_swap_release: str = _RELEASE
    number_verification: str | None = None
    number_verification_release: str = _RELEASE
    discovery: str | None = None
    authentication: str = Client.model_fields["authentication"].default
    flows: tuple[Grant, ...] = ()
    lines: tuple[str, ...] = ()
    """Ids of the test lines."""


def starter_profile(answers: Answers) -> str:
    """Return the text of a profile that loads once its variables are set."""
    parts = (_head, _apis, _authorization, _subscribers, _rest)
    return "\n".join(line for part in parts for line in part(answers)) + "\n"


def variables(text: str) -> tuple[str, ...]:
    """Return the environment variables that a profile asks for, in its order."""
    code = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return tuple(dict.fromkeys(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)\}", "\n".join(code))))


def _head(answers: Answers) -> Iterator[str]:
    yield "# How the deployment is reached and driven. ${NAME} is an environment variable."
    yield "# What is missing makes the cases that need it not-testable: `plan` names the key."
    yield "profile: 1"
    yield f"name: {_text(answers.name)}"
    if answers.operator is not None:
        country = f", country: {answers.country}" if answers.country else ""
        yield f"operator: {{name: {_text(answers.operator)}{country}}}"
    else:
        yield "# operator: {name: Example Operator, country: ES}"
    yield f"environment: {answers.environment}"
    yield "# local, sandbox, staging or production. To production goes nothing malformed or"
    yield "# generated, nothing that could send a message to a person, and less than a request"
    yield "# a second, unless `limits` below says so."
    yield ""


def _apis(answers: Answers) -> Iterator[str]:
    yield "apis:"
    if answers.sim_swap is not None:
        yield from _api(
            "sim-swap", answers.sim_swap, answers.sim_swap_release, "check, retrieve-date"
        )
        yield "    # tokens: [two-legged, three-legged]   # how it is called, in order"
        yield "    # monitored_period: {days: 30}         # the operator's own limit, if any"
        yield "    # history: unlimited                   # or limited: how far back dates go"
    if answers.number_verification is not None:
        url, release = answers.number_verification, answers.number_verification_release
        yield from _api("number-verification", url, release, "verify, device-phone-number")
    yield ""


def _api(name: str, url: str, release: str, operations: str) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    release: {release}                         # of CAMARA, to measure against"
    yield f"    base_url: {_text(url)}"
    yield f"    operations: [{operations}]   # what is offered"


def _authorization(answers: Answers) -> Iterator[str]:
    if answers.discovery is None:
        yield "# authorization:                # the server that issues the tokens"
        yield "#   discovery: https://auth.example.com/.well-known/openid-configuration"
        yield f"#   release: {_SECURITY_RELEASE}               # of CAMARA's security profile"
        yield "#   clients:"
        yield '#     main: {id: "${CLIENT_ID}", key: {file: "${CLIENT_KEY}"}}'
        yield "#   client_credentials: {}"
        yield ""
        return
    yield "authorization:"
    yield f"  discovery: {_text(answers.discovery)}"
    mark = "" if answers.flows else "# "
    yield "  # Why the data are asked for, as agreed: stands in the scope of every token."
    yield f"  {mark}purpose: {_PURPOSE}"
    yield f"  release: {_SECURITY_RELEASE}                # of CAMARA's security profile"
    yield from _clients(answers)
    for flow in answers.flows:
        yield from _FLOWS[flow]
    yield ""


def _clients(answers: Answers) -> Iterator[str]:
    if not answers.flows:
        yield '  # clients: {main: {id: "${CLIENT_ID}", key: {file: "${CLIENT_KEY}"}}}'
        yield "  # client_credentials: {}      # and ciba, authorization_code, jwt_bearer"
        return
    yield "  clients:"
    yield "    main:                       # beside it `other` and `limited`, if you have them"
    yield '      id: "${CLIENT_ID}"'
    yield f"      authentication: {answers.authentication}"
    by_key = answers.authentication == "private_key_jwt"
    if not by_key:
        yield '      secret: "${CLIENT_SECRET}"'
    if by_key or "jwt_bearer" in answers.flows:
        yield from _KEY
    if "authorization_code" in answers.flows:
        yield '      redirect_uri: "${CLIENT_REDIRECT_URI}"     # as registered; never called'


_KEY = (
    "      key:                      # signs its assertions",
    '        file: "${CLIENT_KEY}"   # path of a PEM file, as seen from this file',
    '        # kid: "1"              # as registered',
    "        # algorithm: RS256      # or PS256, for an RSA key; ES256 where nothing is said",
)
_FLOWS: dict[Grant, tuple[str, ...]] = {
    "ciba": ('  ciba: {login_hint: "tel:{phone_number}"}',),
    "authorization_code": (
        "  authorization_code:",
        "    device: interactive         # a person opens each request on the line's device;",
        '    # device: {header: {x-network-msisdn: "{phone_number}"}}   # or what shows it',
    ),
    "client_credentials": ("  client_credentials: {}",),
    "jwt_bearer": ("  jwt_bearer: {}",),
}


def _subscribers(answers: Answers) -> Iterator[str]:
    yield "# The test lines, and what is known of each. In production nobody is asked about a"
    yield "# line but those with `consent: given` written out."
    mark = "" if answers.lines else "# "
    yield f"{mark}subscribers:"
    for line in answers.lines:
        yield f'  - {{id: {_text(line)}, phone_number: "${{{variable_of(line)}}}"}}'
    yield '#   - {id: swapped, phone_number: "${SWAPPED}", sim: {changed: {hours_ago: 30}}}'
    yield '#   - {id: never, phone_number: "${NEVER}", sim: {changed: never}, consent: given}'
    yield '#   - {id: nobody, phone_number: "${NOBODY}", service: unknown}'
    yield '#   - {id: refuses, phone_number: "${REFUSES}", consent: denied}'
    yield "# subscribers_unavailable: [no-sim, not-applicable]   # what can't exist there"
    yield ""


def _rest(_: Answers) -> Iterator[str]:
    yield '# tokens: {expired: "${EXPIRED_TOKEN}"}     # what no flow makes'
    yield "# http: {timeout: 10, ca: ./ca.pem}"
    yield "# limits: {requests_per_second: 5, max_requests: 3000, malformed: true}"
    yield "# deviations:"
    yield "#   - {requirement: id, reason: why, owner: team, ticket: T-1, until: 2027-01-31}"


def variable_of(line: str) -> str:
    """Return the environment variable that a test line's number is taken from."""
    return "LINE_" + re.sub(r"[^A-Z0-9]", "_", line.upper())


def _text(value: str) -> str:
    """Return a YAML scalar that stands for a text, and for nothing but it."""
    return json.dumps(value.replace("${", "$${"), ensure_ascii=False)
