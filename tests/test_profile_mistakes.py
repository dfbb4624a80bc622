"""One mistake after the other in a profile that is right: each is told once, with its cure."""

from pathlib import Path

import pytest

from tests.profile_support import FULL, only


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


# What is written instead of what in the full profile, and what is said of it.
WRONG = [
    ("profile: 1", "profile: 2", "profile", '"2"', "write 1"),
    ("profile: 1", "profile: true", "profile", "no version", "write profile: 1"),
    ("profile: 1", 'profile: "1"', "profile", "no version", "write profile: 1"),
    ("acme-staging", "Acme Staging", "name", "other characters", "write letters, digits"),
    ("acme-staging", "12", "name", "a number stands where text belongs", "in quotes"),
    ("environment: staging", "environment: stagin", "environment", '"stagin"', "staging"),
    ("environment: staging", "environment: ours", "environment", '"ours"', "local, sandbox"),
    ("country: NO", "country: nor", "operator.country", '"nor"', "two capital letters"),
    ("title: Acme Mobile, staging", "title: [a]", "title", "a list", "title: Acme, staging"),
    ("title: Acme Mobile, staging", "titel: x", "titel", "not known", "write title"),
    ("errors: {message", "eror: {message", "wire.eror", "not known", "write errors"),
    ("title: Acme Mobile, staging", "title: ~", "title", "no value", "leave the key out"),
    ("title: Acme Mobile, staging", "http2: {}", "http2", "not known", "write http"),
    ("    release: 2.1.0", "    release: 2.1", "apis.sim-swap.release", "a number", "quotes"),
    ("    release: 2.1.0", "    release: v2", "apis.sim-swap.release", "release", "2.1.0"),
    ("[check, retrieve-date]", "[chek]", "apis.sim-swap.operations[0]", '"chek"', "check"),
    ("[check, retrieve-date]", "check", "apis.sim-swap.operations", "a list", "[check"),
    ("[check, retrieve-date]", "[]", "apis.sim-swap.operations", "empty", "[check"),
    ("[check, retrieve-date]", "[check, check]", "apis.sim-swap.operations", "twice", "once"),
    ("[check, retrieve-date]", "[verify]", "apis.sim-swap.operations[0]", '"verify"', "check"),
    ("[two-legged, ", "[none, ", "apis.sim-swap.tokens", "none beside", "[none]"),
    ("[two-legged, ", "[two_legs, ", "apis.sim-swap.tokens[0]", "not known", "two-legged"),
    ("flow: ciba", "flow: siba", "apis.sim-swap.flow", '"siba"', "write ciba"),
    ("{days: 30}", "{days: 0}", "apis.sim-swap.monitored_period.days", '"0"', "not below 1"),
    ("{days: 30}", "{}", "apis.sim-swap.monitored_period", "days or hours", "days: 30"),
    ("{days: 30}", "30", "apis.sim-swap.monitored_period", "a number stands", "{days: 30}"),
    ("{days: 30}", "{dayz: 30}", "apis.sim-swap.monitored_period.dayz", "not known", "days"),
    ("operations: [verify]", "tokens: [two-legged]",
     "apis.number-verification.tokens[0]", "not known", "three-legged"),
    ("operations: [verify]", "history: limited",
     "apis.number-verification.history", "not known", "one of"),
    ("purpose: dpv:Fraud", "purpose: Fraud", "authorization.purpose", "purpose", "dpv:"),
    ("id: ${CLIENT_ID}", "ids: x", "authorization.clients.main.ids", "not known", "write id"),
    ("id: ${CLIENT_ID}", "id: 17", "authorization.clients.main.id", "a number", "quotes"),
    ("authentication: private_key_jwt", "authentication: private_key_jvt",
     "authorization.clients.main.authentication", "not known", "write private_key_jwt"),
    ("authentication: private_key_jwt", "authentication: client_secret_post",
     "authorization.clients.main.authentication", "takes a secret", "${CLIENT_SECRET}"),
    ("redirect_uri: https:", "redirect_uri: //",
     "authorization.clients.main.redirect_uri", "absolute", "https://client"),
    ("grant_type: \"urn:x:ciba\"", "grant_type: ''", "authorization.ciba.grant_type",
     "empty", "write a value"),
    ("tel:{phone_number}", "tel:{msisdn}", "authorization.ciba.login_hint",
     "placeholder", "{phone_number}"),
    ("tel:{phone_number}", "tel:{phone_number", "authorization.ciba.login_hint",
     "placeholder", "{phone_number}"),
    ("poll_floor: 2", "poll_floor: -1", "authorization.ciba.poll_floor", '"-1"', "below 0"),
    ("poll_floor: 2", "poll_floor: soon", "authorization.ciba.poll_floor", "text", "a number"),
    ("device: {header: {x-msisdn: \"{phone_number}\"}}", "device: {}",
     "authorization.authorization_code.device", "says nothing", "interactive"),
    ("device: {header: {x-msisdn: \"{phone_number}\"}}", "device: automatic",
     "authorization.authorization_code.device", '"automatic"', "interactive"),
    ("client_credentials: {}", "client_credentials:",
     "authorization.client_credentials", "no value", "{}"),
    ("until-expiry", "twice", "authorization.tokens.reuse", "not known", "once or until"),
    ("{changed: {hours_ago: 3}}", "{changed: {hours_agoo: 3}}",
     "subscribers[0].sim.changed.hours_agoo", "not known", "write hours_ago"),
    ("{changed: {hours_ago: 3}}", "{changed: {}}",
     "subscribers[0].sim.changed.hours_ago", "missing", "hours_ago: 3"),
    ("{changed: {hours_ago: 3}}", "{changed: {hours_ago: -1}}",
     "subscribers[0].sim.changed.hours_ago", '"-1"', "not below 0"),
    ("{changed: {hours_ago: 3}}", "{changed: {hours_ago: .inf}}",
     "subscribers[0].sim.changed.hours_ago", "text", "hours_ago: 3"),
    ("{changed: {hours_ago: 3}}", "{changed: 3}", "subscribers[0].sim.changed", '"3"', "zone"),
    ("{changed: {hours_ago: 3}}", "{changed: [a]}", "subscribers[0].sim.changed", "time", "Z"),
    ("{changed: {hours_ago: 3}}", "{changd: never}", "subscribers[0].sim.changd",
     "not known", "write changed"),
    ("{changed: {hours_ago: 3}}", "absent", "subscribers[0].sim", '"absent"',
     "none or {changed: {hours_ago: 3}}"),
    ("{changed: {hours_ago: 3}}", "[none]", "subscribers[0].sim", "a list", "none or {"),
    ("2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05", "subscribers[1].sim.changed",
     "without a zone", "offset"),
    ("2026-01-02T03:04:05+02:00", "2026-01-02", "subscribers[1].sim.changed", "time", "zone"),
    ("2026-01-02T03:04:05+02:00", "2026-02-30T00:00:00Z", "subscribers[1].sim.changed",
     "not a time", "zone"),
    ("2026-01-02T03:04:05+02:00", "9999-01-01T00:00:00Z", "subscribers[1].sim.changed",
     "future", "when it happened"),
    ("2026-01-02T03:04:05+02:00", "0001-01-01T00:00:00+14:00", "subscribers[1].sim.changed",
     "before the first", "year"),
    ("service: not-applicable", "service: normel", "subscribers[5].service", '"normel"',
     "write normal"),
    ("consent: never-answers", "consent: maybe", "subscribers[6].consent", '"maybe"',
     "given, denied, missing, never-answers or {granted_after: {seconds: 3}}"),
    ("{granted_after: {seconds: 3}}", "{granted_after: 3}",
     "subscribers[7].consent.granted_after", "where a mapping belongs", "{seconds: 3}"),
    ("id: never", "id: dated", "subscribers[2].id", "earlier subscriber", "once"),
    ("id: never", "id: a b", "subscribers[2].id", "characters", "letters"),
    ("id: never\n    ", "", "subscribers[2].id", "missing", "id: swapped-3h"),
    ("activated: 2020", "activated: 1980", "subscribers[2].sim.activated", "before", "year"),
    ("three-legged: {swapped:", "three-legged: {swaped:", "tokens.three-legged.swaped",
     "not the id", "write swapped"),
    ("x-trace: acme", "X-Correlator: acme", "http.headers.X-Correlator", "itself", "leave"),
    ("x-trace: acme", "x trace: acme", "http.headers", "no name of a header", "x-api-key"),
    ("x-trace: acme", "x-trace: ñ", "http.headers.x-trace", "can't carry", "ASCII"),
    ("timeout: 12.5", "timeout: 0", "http.timeout", '"0"', "greater than 0"),
    ("timeout: 12.5", "timeout: .nan", "http.timeout", "text", "a number"),
    ("verify: true", "verify: yes", "http.verify", "text stands where true or false", "true"),
    ("verify: true", "verify: 1", "http.verify", "a number stands where true", "true or"),
    ("max_requests: 100", "max_requests: 1.5", "limits.max_requests", "whole", "3000"),
    ("fuzzing: false", "fuzing: false", "limits.fuzing", "not known", "write fuzzing"),
    ("reason: an older name, ", "", "deviations[0].reason", "missing", "reason: "),
    ("reason: an older name", "reason: ''", "deviations[0].reason", "empty", "reason: "),
    (", until: 2027-01-31", "", "deviations[0].until", "missing", "until: 2027-01-31"),
    ("until: 2027-01-31", "until: 2027-02-30", "deviations[0].until", "not a date", "2027"),
    ("until: 2027-01-31", "until: soon", "deviations[0].until", "not a date", "year-month"),
    ("ciba.token.grant-type", "ciba token", "deviations[0].requirement", "characters", "lett"),
]  # fmt: skip


# What pydantic says, and what it calls the branches of a union.
JARGON = [
    "pydantic",
    "input should",
    "valid dictionary",
    "type=",
    "errors.",
    "tuple",
    "none_",
    "<",
]


@pytest.mark.parametrize(("right", "wrong", "key", "says", "remedy"), WRONG)
def test_one_mistake_is_one_problem(
    tmp_path: Path, right: str, wrong: str, key: str, says: str, remedy: str
) -> None:
    text = FULL.replace(right, wrong, 1)
    assert text != FULL

    problem = only(tmp_path, text)
    assert problem.key == key
    assert says in problem.message
    assert remedy in problem.remedy
    assert problem.line == line_of(FULL, right.strip().splitlines()[0])
    assert problem.column is not None
    assert [word for word in JARGON if word in str(problem).lower()] == []
