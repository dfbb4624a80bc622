"""How long a token is used again: by its own life, and by what the profile lets live."""

import time
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.support.flows import (
    GRANTED,
    TWO_LEGGED,
    Form,
    authorization_server,
    says,
    tokens,
)


def test_two_legged_token_is_used_again_until_it_ends() -> None:
    given: list[str] = []

    def give(_form: Form, _request: Request) -> Response:
        given.append(f"token-number-{len(given)}")
        lives = 11 if len(given) == 1 else 300
        return JSONResponse({"access_token": given[-1], "expires_in": lives})

    with authorization_server(token=give) as url:
        by_client = tokens(url, TWO_LEGGED)
        soon = by_client.two_legged()
        # 11 s less the 10 s of safety: it lives for one more second.
        assert by_client.two_legged() == soon
        time.sleep(1.05)
        later = by_client.two_legged()
        assert later != soon
        assert by_client.two_legged() == later


@pytest.mark.parametrize("lives", [0, 9, -1, 10])
def test_token_that_is_about_to_end_is_not_used_again(lives: int) -> None:
    asked: list[Form] = []

    def give(form: Form, _request: Request) -> Response:
        asked.append(form)
        return JSONResponse({**GRANTED, "expires_in": lives})

    with authorization_server(token=give) as url:
        by_client = tokens(url, TWO_LEGGED)
        by_client.two_legged()
        by_client.two_legged()
    assert len(asked) == 2


@pytest.mark.parametrize("told", [{}, {"expires_in": "300"}, {"expires_in": True}])
def test_token_of_untold_life_is_used_again_for_a_while(told: dict[str, Any]) -> None:
    granted = {"access_token": "token-0123456789", **told}
    with authorization_server(token=says(granted)) as url:
        by_client = tokens(url, TWO_LEGGED)
        by_client.two_legged()
        by_client.two_legged()
    assert len(by_client.sent) == 1


@pytest.mark.parametrize(("reuse", "times"), [("once", 2), ("until-expiry", 1)])
def test_three_legged_token_is_fresh_unless_the_profile_lets_it_live(
    reuse: str, times: int
) -> None:
    with authorization_server(
        token=says(GRANTED), backchannel_authentication=says({"auth_req_id": "id-0123456789"})
    ) as url:
        flow = {"ciba": {"poll_floor": 0}, "tokens": {"reuse": reuse}}
        by_ciba = tokens(url, flow)
        by_ciba.three_legged()
        by_ciba.three_legged()
    assert len(by_ciba.sent) == 2 * times
