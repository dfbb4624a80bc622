"""Good answers of every operation, recorded from the embedded provider's honest dialects."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import cycle

from conformance.checks import codes, correlator
from conformance.checks.contract import OperationContract
from conformance.exchanges import Exchange
from conformance.profile import Profile
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.scenarios.session import Session
from conformance.selftest.suite import provided
from tests.mutation.answers import Good, with_json, with_status

# Rows whose requests bring every form of answer: with a date and without one, with and
# without a period, and each refusal that the contracts document and a provider can be
# brought to.
_ROWS = (
    *(
        "*.success-matches-the-contract",
        "*.no-sim-has-null-date",
        "*.missing-token-is-refused",
    ),
    *("*.swap-before-the-monitored-period-has-null-date", "*.other-scope-is-refused"),
    *("*.old-swap-is-not-reported-by-default", "*.unknown-phone-number-is-not-found"),
    *("*.phone-number-beside-three-legged-token-is-refused", "*.missing-body-is-refused"),
    *("*.missing-phone-number-is-refused", "*.unsupported-phone-number-is-not-applicable"),
    *("*.max-age-above-2400-is-refused", "*.other-number-is-not-verified"),
    *("*.not-network-authenticated-token-is-refused", "*.malformed-correlator-is-refused"),
)
# The full dialect, and the one whose answers tell a period.
_DIALECTS = ("camara", "camara-limited")
# Statuses that no request brings about at will: their answers are a recorded refusal, told
# under each of them with a code that Commonalities has for it.
_ELSEWHERE = (405, 406, 409, 410, 412, 415, 429, 500, 501, 502, 503, 504)


@cache
def good_answers() -> tuple[tuple[Good, ...], Mapping[str, OperationContract]]:
    """Return good answers, one of each operation, status, code and form, and the contracts."""
    found: dict[str, Good] = {}
    contracts: dict[str, OperationContract] = {}
    options = Options(requirements=_ROWS, max_examples=0)
    for dialect in _DIALECTS:
        with provided(dialect) as profile, _session(profile, options) as session:
            contracts |= session.operation_contracts
            session.recorder.listen(lambda exchange, _: _keep(exchange, found))
            carry_out(session, options, lambda _: None)
    return (*found.values(), *_elsewhere(found)), contracts


@contextmanager
def _session(profile: Profile, options: Options) -> Iterator[Session]:
    session = open_session(prepare(profile, options), options)
    try:
        yield session
    finally:
        session.close()


def _keep(exchange: Exchange, found: dict[str, Good]) -> None:
    """Keep the first answer of each form to a request with a correlator in order."""
    operation, response = exchange.purpose.operation, exchange.response
    sent = exchange.request.header("x-correlator") or ""
    if operation is None or response is None or not (sent and correlator.is_well_formed(sent)):
        return
    good = Good("", operation, exchange.request, response)
    body = good.body
    form = body["code"] if good.is_error else _form(body)
    name = f"{operation} {response.status} {form}"
    found.setdefault(name, Good(name, operation, exchange.request, response))


def _form(body: Mapping[str, object]) -> str:
    told = (
        value if value is None or isinstance(value, bool) else type(value).__name__
        for value in body.values()
    )
    return ",".join(f"{name}={value}" for name, value in zip(body, told, strict=True))


def _elsewhere(found: Mapping[str, Good]) -> Iterator[Good]:
    """Yield a refusal under every other status, of one operation after the other."""
    refusals = {each.operation: each for each in found.values() if each.is_error}
    for status, refusal in zip(_ELSEWHERE, cycle(refusals.values()), strict=False):
        code = codes.beside(codes.NEWEST, status)[0]
        body = {**refusal.body, "status": status, "code": code}
        response = with_status(with_json(refusal.response, body), status)
        yield Good(
            f"{refusal.operation} {status} {code}",
            refusal.operation,
            refusal.request,
            response,
        )
