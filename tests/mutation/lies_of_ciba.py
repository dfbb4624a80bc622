"""Lies of the backchannel endpoint: how long to ask, how often, and why not."""

from tests.mutation.changes import answered, changed, dropped, headed, set_to
from tests.mutation.lies import lies

_REQUESTS = {
    "ciba.auth-req-id-has-legal-characters": (
        ("auth_req_id_dropped", "Nothing to ask with.", dropped("auth_req_id")),
        ("auth_req_id_a_number", "A number.", set_to("auth_req_id", 7)),
        (
            "auth_req_id_illegal",
            "A character that none may have.",
            set_to("auth_req_id", "a b/c" * 9),
        ),
    ),
    "ciba.auth-req-id-cannot-be-guessed": (
        (
            "auth_req_id_always_the_same",
            "The same for all.",
            set_to("auth_req_id", "same" * 11),
        ),
    ),
    "ciba.lifetime-is-a-number": (
        ("request_lives_dropped", "No expires_in.", dropped("expires_in")),
        ("request_lives_as_text", "expires_in is text.", changed("expires_in", str)),
        ("request_lives_below_zero", "expires_in is negative.", set_to("expires_in", -1)),
        (
            "request_lives_a_fraction",
            "expires_in has a fraction.",
            set_to("expires_in", 119.5),
        ),
    ),
    "ciba.interval-is-a-number": (
        ("interval_as_text", "interval is text.", set_to("interval", "5")),
        ("interval_below_zero", "interval is negative.", set_to("interval", -5)),
        ("interval_null", "interval is null.", set_to("interval", None)),
    ),
    "ciba.answer-is-not-stored": (
        ("ask_may_be_stored", "No Cache-Control.", headed("cache-control", None)),
    ),
    "ciba.answer-is-json": (
        ("ask_as_text", "Another media type.", headed("content-type", "text/plain")),
        ("ask_created", "Status 201.", answered(201)),
    ),
}
_ERRORS = {
    "ciba.login-hint-is-required": (
        ("ask_error_dropped", "No error member.", dropped("error")),
        (
            "ask_error_always_user",
            "Always unknown_user_id.",
            set_to("error", "unknown_user_id"),
        ),
        ("ask_error_internal", "Status 500.", answered(500)),
        ("ask_error_as_success", "Status 200.", answered(200)),
    ),
    "ciba.unknown-user-is-refused": (
        (
            "ask_error_always_request",
            "Always invalid_request.",
            set_to("error", "invalid_request"),
        ),
    ),
}
lies("/bc-authorize", _REQUESTS)
lies("/bc-authorize", _ERRORS, status=400)
