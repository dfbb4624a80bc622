"""Mistakes by which an answer tells too much, or tells it in what is not quite JSON."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import codecs
from collections.abc import Callable
from dataclasses import asdict, replace

from conformance.reference.decisions.answers import Document
from conformance.reference.decisions.replies import Rendered
from conformance.reference.faults.registry import Catalogue, common
from conformance.reference.problems import Problem
from conformance.reference.rules import Rules

catalogue = Catalogue()
_INSIDE = common("error.nothing-internal-is-told")
_SUBSCRIBER = common("error.no-subscriber-data-is-told")
_BESIDES = common("success.nothing-sensitive-is-added")
_STRICT = common("json.body-is-strict-json")


def _said(rules: Rules, more: str) -> None:
    """Append something to the message of every error."""
    rules.envelope = lambda problem: asdict(
        replace(problem, message=f"{problem.message} {more}")
    )


@catalogue.fault(*_INSIDE, level="SHOULD")
def stack_trace_in_the_message(rules: Rules) -> None:
    """The message is the exception as the framework prints it in development."""
    _said(rules, "ValidationException\n\tat com.example.simswap.Api.check(Api.java:71)")


@catalogue.fault(*_INSIDE, level="SHOULD")
def traceback_in_a_member(rules: Rules) -> None:
    """Debugging is left on: a further member has the traceback."""
    trace = 'Traceback (most recent call last):\n  File "/app/api.py", line 12, in check'
    rules.envelope = lambda problem: {**asdict(problem), "debug": trace}


@catalogue.fault(*_INSIDE, level="SHOULD")
def backend_host_in_the_message(rules: Rules) -> None:
    """The message names the backend that was asked."""
    _said(rules, "(from http://hlr-adapter.core.svc.cluster.local:8080/v3)")


@catalogue.fault(*_INSIDE, level="SHOULD")
def backend_address_in_the_message(rules: Rules) -> None:
    """The message names the address of the node that answered."""
    _said(rules, "Node 10.42.3.17.")


@catalogue.fault(*_SUBSCRIBER, level="SHOULD")
def imsi_in_the_message(rules: Rules) -> None:
    """The message quotes the subscriber database, IMSI included."""
    _said(rules, "IMSI 234150999999999.")


@catalogue.fault(*_SUBSCRIBER, level="SHOULD")
def other_number_in_the_message(rules: Rules) -> None:
    """The message names the number to which the line belongs in the billing system."""
    _said(rules, "Account holder: +447700900155.")


@catalogue.fault(*common("error.carries-no-result"), level="SHOULD")
def result_beside_the_error(rules: Rules) -> None:
    """One class serves for answers and errors: every member is written, defaults as well."""
    rules.envelope = lambda problem: {
        **asdict(problem),
        "swapped": False,
        "devicePhoneNumberVerified": False,
    }


def _added(rules: Rules, members: Callable[[], Document]) -> None:
    """Add members to every success."""
    check, date, verify, share = (
        rules.check_body,
        rules.date_body,
        rules.verify_body,
        rules.share_body,
    )
    rules.check_body = lambda told: {**check(told), **members()}
    rules.date_body = lambda change, days: {**date(change, days), **members()}
    rules.verify_body = lambda told: {**verify(told), **members()}
    rules.share_body = lambda number: {**share(number), **members()}


@catalogue.fault(*common("error.success-is-no-error"))
def backend_error_under_200(rules: Rules) -> None:
    """The gateway answers 200 with the default, and the backend's error merged into it."""
    problem = Problem(503, "UNAVAILABLE", "The subscriber database does not answer.")
    _added(rules, lambda: asdict(problem))


@catalogue.fault(*_BESIDES, level="SHOULD")
def subscriber_record_passed_on(rules: Rules) -> None:
    """The record of the subscriber database is passed on as it is, IMSI and ICCID included."""
    _added(rules, lambda: {"imsi": "234150999999999", "iccid": "8944150000000000001"})


@catalogue.fault(*_BESIDES, level="SHOULD")
def backend_token_passed_on(rules: Rules) -> None:
    """A context object goes out with the answer, the token for the backend in it."""
    _added(rules, lambda: {"context": {"accessToken": "internal-token-of-the-backend"}})


def _rewritten(rules: Rules, rewrite: Callable[[bytes], bytes]) -> None:
    """Change the bytes of every body."""
    honest = rules.render

    def render(status: int, document: object) -> Rendered:
        rendered = honest(status, document)
        return replace(rendered, body=rewrite(rendered.body))

    rules.render = render


@catalogue.fault(*_STRICT)
def byte_order_mark(rules: Rules) -> None:
    """The body is written by a library that begins UTF-8 with a byte order mark."""
    _rewritten(rules, lambda body: codecs.BOM_UTF8 + body)


@catalogue.fault(*_STRICT)
def not_a_number(rules: Rules) -> None:
    """A score that could not be computed is written as NaN, as Python does by itself."""
    _rewritten(rules, lambda body: body.replace(b"}", b', "score": NaN}', 1))


@catalogue.fault(*common("json.names-are-unique"), level="SHOULD")
def member_written_twice(rules: Rules) -> None:
    """The gateway adds a member that the service has written already."""
    _rewritten(rules, lambda body: body.replace(b"{", b'{"trace": "a", "trace": "b", ', 1))
