"""The authorization code flow: what it shows of a device, and redirects that bring no code."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from conformance.target.errors import NoToken
from tests.support.flows import (
    CODE,
    GRANTED,
    HUSHED,
    Answers,
    Form,
    authorization_server,
    form_of,
    html,
    redirect,
    says,
    tokens,
)


def sent_back(**changes: str | None) -> Answers:
    """Return an authorization endpoint that redirects with these parameters."""

    def answers(form: Form, _request: Request) -> Response:
        told = {"code": "code-0123456789", "state": form["state"], **changes}
        kept = {name: value for name, value in told.items() if value is not None}
        return RedirectResponse(f"{form['redirect_uri']}?{urlencode(kept)}", 302)

    return answers


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (sent_back(state="another"), "does not bring the state back"),
        (sent_back(state=None), "does not bring the state back"),
        (sent_back(code=None), "brings no code"),
        (
            sent_back(error="login_required", error_description="no such device"),
            "refused: login_required (no such device)",
        ),
        (html, "answered 200 without a redirect to the client"),
        (redirect, "answered 307 without a redirect to the client"),
        (says({"error": "invalid_request"}, 400), "answered 400 without a redirect"),
        (
            lambda _form, _request: RedirectResponse("https://[client.example/callback", 302),
            "answered 302 without a redirect to the client",
        ),
    ],
)
def test_bad_redirect_is_told(answers: Answers, message: str) -> None:
    with authorization_server(authorization=answers) as url, pytest.raises(NoToken) as caught:
        tokens(url, CODE).three_legged()
    assert message in str(caught.value)
    assert HUSHED not in str(caught.value)


@pytest.mark.parametrize("where", ["header", "query"])
def test_device_is_shown_as_the_profile_says(where: str) -> None:
    flow = {"authorization_code": {"device": {where: {"x-n": "{phone_number}"}}}}
    with authorization_server(authorization=sent_back(), token=says(GRANTED)) as url:
        by_code = tokens(url, flow)
        by_code.three_legged()
    asked = by_code.sent[0].request
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    number = by_code.line.phone_number
    assert (asked.header("x-n"), query.get("x-n")) == (
        (number, None) if where == "header" else (None, number)
    )
    assert query["code_challenge_method"] == "S256"
    assert query["prompt"] == "none"
    redeemed = form_of(by_code.sent[1])
    assert redeemed["code"] == "code-0123456789"
    assert 43 <= len(redeemed["code_verifier"]) <= 128
    shown = repr(by_code.watched.kept)
    assert number not in shown
    assert "code-0123456789" not in shown
    assert redeemed["code_verifier"] not in shown
