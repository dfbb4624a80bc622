"""Secrets stand in variables, and in no message."""

from pathlib import Path

import pytest

from tests.profile_support import FULL, MINIMAL, SECRETS, VARIABLES, load, only, refused

CLIENT = """\
authorization:
  clients:
    main: {id: a, authentication: client_secret_post, secret: %s}
"""
LINE = 'subscribers: [{id: a, phone_number: "+447700900000", operator_token: %s}]\n'

PLACES = {
    "authorization.clients.main.secret": CLIENT,
    "subscribers[0].operator_token": LINE,
    "tokens.two-legged": "tokens: {two-legged: %s}\n",
    "tokens.expired": "tokens: {expired: %s}\n",
    "tokens.not-network-authenticated": "tokens: {not-network-authenticated: %s}\n",
    "tokens.other-scope.two-legged": "tokens: {other-scope: {two-legged: %s}}\n",
    "tokens.api-wide-scope.three-legged": "tokens: {api-wide-scope: {three-legged: %s}}\n",
    "tokens.three-legged.b": 'subscribers: [{id: b, phone_number: "+447700900000"}]\n'
    "tokens: {three-legged: {b: %s}}\n",
    "http.headers.X-Api-Key": "http: {headers: {X-Api-Key: %s}}\n",
    "http.headers.cookie": "http: {headers: {cookie: %s}}\n",
    "http.proxy": "http: {proxy: 'http://me:%s@proxy.example:8080'}\n",
}


@pytest.mark.parametrize("key", PLACES)
@pytest.mark.parametrize("literal", ["canary", "${TOKEN:-canary}"])
@pytest.mark.parametrize("environment", ["sandbox", "staging", "production"])
def test_a_literal_secret_is_refused(
    tmp_path: Path, key: str, literal: str, environment: str
) -> None:
    quoted = literal if key == "http.proxy" else f'"{literal}"'
    text = MINIMAL.replace("staging", environment) + PLACES[key] % quoted

    problem = only(tmp_path, text, {"TOKEN": "from-outside"})
    assert problem.key == key
    assert "secret stands in the file itself" in problem.message
    assert "canary" not in str(problem)
    assert "from-outside" not in str(problem)


@pytest.mark.parametrize("key", PLACES)
def test_a_literal_secret_is_good_enough_at_home(tmp_path: Path, key: str) -> None:
    text = MINIMAL.replace("staging", "local") + PLACES[key] % "canary"

    assert [secret for _, secret in load(tmp_path, text).secrets()] == ["canary"]


@pytest.mark.parametrize("key", PLACES)
def test_a_secret_from_a_variable_is_good_everywhere(tmp_path: Path, key: str) -> None:
    quoted = "${CANARY}" if key == "http.proxy" else '"${CANARY}"'
    text = MINIMAL.replace("staging", "production") + PLACES[key] % quoted

    profile = load(tmp_path, text, {"CANARY": "canary"})
    assert [secret for _, secret in profile.secrets()] == ["canary"]


def test_the_environment_may_come_from_a_variable(tmp_path: Path) -> None:
    text = MINIMAL.replace("staging", "${WHERE}") + PLACES["tokens.expired"] % "canary"

    assert load(tmp_path, text, {"WHERE": "local"}).environment == "local"
    assert only(tmp_path, text, {"WHERE": "sandbox"}).key == "tokens.expired"


def test_an_ordinary_header_is_no_secret(tmp_path: Path) -> None:
    profile = load(tmp_path, MINIMAL + "http: {headers: {x-partner: acme}}\n")

    assert profile.http.headers == {"x-partner": "acme"}
    assert list(profile.secrets()) == []


@pytest.mark.parametrize("value", ["Bearer canary", "canary\n", " canary", "canäry"])
def test_a_token_that_is_not_one_alone(tmp_path: Path, value: str) -> None:
    problem = only(tmp_path, MINIMAL + 'tokens: {expired: "${T}"}\n', {"T": value})

    assert "not a token alone" in problem.message
    assert "can" not in problem.message.replace("can't", "")


def test_a_client_secret_with_a_line_break(tmp_path: Path) -> None:
    problem = only(tmp_path, MINIMAL + CLIENT % '"${S}"', {"S": "canary\n"})

    assert problem.key == "authorization.clients.main.secret"
    assert "canary" not in str(problem)


# Values that nobody takes for a secret: a message quotes them.
OPEN_TO_ALL = {"flow: ciba", "environment: staging", "name: acme-staging"}
# One misspelling after the other of a profile that holds nothing but canaries.
MISTAKES = [
    ("secret:", "secrt:"),
    ("secret: ", "secret:"),
    ("two-legged: $", "two_legged: $"),
    ("expired: $", "expired: [$"),
    ("tokens:\n  two-legged", "token:\n  two-legged"),
    ("operator_token", "operatortoken"),
    ("authentication: client_secret_basic, secret", "authentication"),
    ("x-api-key: ", "Authorization: "),
    ("{x-api-key: ", "{x api key: "),
    ("three-legged: {swapped: ", "three-legged: {"),
    ('three-legged: {swapped: "${THREE_LEGGED}"}', "three-legged: ${THREE_LEGGED}"),
    ("http:\n  headers:", "http:\n  proxy:"),
    ("proxy: ${PROXY:-}", "proxy: ${API_KEY}"),
    ("timeout: 12.5", "timeout: ${API_KEY}"),
    ("environment: staging", "environment: ${API_KEY}"),
    ("reuse: until-expiry", 'reuse: "${API_KEY}"'),
    ("name: acme-staging", "name: ${API_KEY} ${API_KEY}"),
    ("flow: ciba", "flow: ${EXPIRED}"),
    ("{file: ./client.pem, kid: k1}", '{file: "${EXPIRED}"}'),
    ("discovery: https://auth", "discovery: ${EXPIRED} https://auth"),
    ("kid: k1", "kid: k1, secret:canary-inline"),
    ("id: second, ", "id: second, secret=canary-inline: 1, "),
    ("title: Acme Mobile, staging", "title: {secret:canary-inline}"),
]


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_no_message_tells_a_secret(tmp_path: Path, right: str, wrong: str) -> None:
    text = FULL.replace(right, wrong, 1)
    assert text != FULL

    told = "\n".join(map(str, refused(tmp_path, text, VARIABLES)))
    assert [s for s in [*SECRETS.values(), "canary-inline"] if s in told] == []
    assert VARIABLES["NUMBER"] not in told


@pytest.mark.parametrize(("right", "wrong"), MISTAKES)
def test_no_message_tells_a_secret_that_stands_in_the_file(
    tmp_path: Path, right: str, wrong: str
) -> None:
    text = FULL.replace(right, wrong, 1)
    for name, value in VARIABLES.items():
        text = text.replace(f'"${{{name}}}"', f'"{value}"').replace(f"${{{name}}}", value)

    told = "\n".join(map(str, refused(tmp_path, text, {})))
    if right not in OPEN_TO_ALL:
        assert [s for s in [*SECRETS.values(), "canary-inline"] if s in told] == []
