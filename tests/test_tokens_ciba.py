"""CIBA in poll mode: never faster than asked, never forever."""

from itertools import pairwise
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.target.errors import NoToken
from conformance.tokens import polling
from tests.support.flows import GRANTED, Form, Tokens, authorization_server, says, tokens

STARTED = {"auth_req_id": "id-0123456789", "expires_in": 60, "interval": 0}
PENDING = ({"error": "authorization_pending"}, 400)
FASTER = ({"error": "slow_down"}, 400)


class Polls:
    """A token endpoint that says one thing after the other, and then grants."""

    def __init__(self, *answers: tuple[Any, int]) -> None:
        self.answers = list(answers)
        self.forms: list[Form] = []

    def __call__(self, form: Form, _request: Request) -> Response:
        self.forms.append(form)
        body, status = self.answers.pop(0) if self.answers else (GRANTED, 200)
        return JSONResponse(body, status)


def times_between(by_ciba: Tokens) -> list[float]:
    """Return the seconds between the polls."""
    polls = [each.started_at for each in by_ciba.sent[1:]]
    return [(b - a).total_seconds() for a, b in pairwise(polls)]


def obtained(polls: Polls, floor: float = 0.1, **started: Any) -> Tokens:
    """Return tokens whose first one has been obtained over these polls."""
    start = says({**STARTED, **started})
    with authorization_server(backchannel_authentication=start, token=polls) as url:
        by_ciba = tokens(url, {"ciba": {"poll_floor": floor}})
        assert by_ciba.three_legged().value == GRANTED["access_token"]
    return by_ciba


def test_consent_at_once_needs_one_poll() -> None:
    polls = Polls()
    by_ciba = obtained(polls)
    assert polls.forms[0]["auth_req_id"] == "id-0123456789"
    assert polls.forms[0]["grant_type"] == "urn:openid:params:grant-type:ciba"
    assert "id-0123456789" not in repr(by_ciba.watched.kept)


def test_polls_keep_the_profiles_floor() -> None:
    polls = Polls(PENDING, PENDING)
    assert min(times_between(obtained(polls, floor=0.3))) >= 0.28
    assert len(polls.forms) == 3


def test_polls_keep_the_providers_interval() -> None:
    assert min(times_between(obtained(Polls(PENDING), floor=0, interval=0.5))) >= 0.48


def test_slow_down_adds_to_every_later_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "SLOW_DOWN_SECONDS", 0.3)
    waited = times_between(obtained(Polls(PENDING, FASTER, PENDING, FASTER), floor=0.1))
    for got, due in zip(waited, [0.1, 0.4, 0.4, 0.7], strict=True):
        assert due - 0.02 <= got < due + 0.3


def test_five_seconds_count_where_nothing_else_is_told() -> None:
    assert polling.SLOW_DOWN_SECONDS == polling.DEFAULT_INTERVAL_SECONDS == 5


@pytest.mark.parametrize("interval", [None, "2", -1, True, {}])
def test_interval_that_is_no_number_counts_as_absent(interval: object) -> None:
    # A second poll would come after five seconds: later than the request lives.
    with authorization_server(
        backchannel_authentication=says({**STARTED, "interval": interval, "expires_in": 1}),
        token=Polls(PENDING),
    ) as url:
        by_ciba = tokens(url, {"ciba": {"poll_floor": 0}})
        with pytest.raises(NoToken, match="nobody approved"):
            by_ciba.three_legged()
    assert len(by_ciba.sent) == 2


def test_request_that_ends_first_is_given_up() -> None:
    polls = Polls(*[PENDING] * 9)
    with authorization_server(
        backchannel_authentication=says({**STARTED, "expires_in": 0.5}), token=polls
    ) as url:
        by_ciba = tokens(url, {"ciba": {"poll_floor": 0.2}})
        with pytest.raises(NoToken, match=r"nobody approved .* within 0\.5 s"):
            by_ciba.three_legged()
    assert len(polls.forms) == 3


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (({"error": "access_denied"}, 400), "three-legged token for first: access_denied"),
        (({"error": "expired_token"}, 400), "three-legged token for first: expired_token"),
        (({"error": {"code": 7}}, 400), "three-legged token for first: {'code': 7}"),
        (([], 200), "not a JSON object"),
    ],
)
def test_refusal_ends_the_polling(answer: tuple[Any, int], message: str) -> None:
    polls = Polls(answer)
    with (
        authorization_server(backchannel_authentication=says(STARTED), token=polls) as url,
        pytest.raises(NoToken) as caught,
    ):
        tokens(url, {"ciba": {"poll_floor": 0}}).three_legged()
    assert message in str(caught.value)
    assert len(polls.forms) == 1


@pytest.mark.parametrize(
    ("started", "message"),
    [
        (({"error": "unknown_user_id"}, 400), "for first: unknown_user_id"),
        (({"expires_in": 60}, 200), "the answer has no auth_req_id"),
        (({"auth_req_id": 7}, 200), "the answer has no auth_req_id"),
    ],
)
def test_request_that_is_not_taken_up_is_told(started: tuple[Any, int], message: str) -> None:
    polls = Polls()
    with (
        authorization_server(backchannel_authentication=says(*started), token=polls) as url,
        pytest.raises(NoToken) as caught,
    ):
        tokens(url, {"ciba": {}}).three_legged()
    assert message in str(caught.value)
    assert polls.forms == []
