"""A small report made by hand: one requirement of every standing, and its pieces."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from conformance.exchanges import TokenUse
from conformance.outcomes import Outcome
from conformance.report.due_verdict import is_due
from conformance.report.exchanges import Exchange, Request, Response
from conformance.report.fields import DeviationState, Level, Verdict
from conformance.report.model import (
    Api,
    Case,
    Deviation,
    Environment,
    Profile,
    Report,
    Requirement,
    Scenario,
    ScenarioCoverage,
    Source,
    Suite,
    Target,
    summarise,
)

START = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)

DOCUMENTS = {
    "sim-swap": Source(document="SIM Swap", release="2.1.0", section="POST /check"),
    "number-verification": Source(
        document="Number Verification", release="2.1.0", section="POST /verify"
    ),
    "commonalities": Source(document="Commonalities", release="0.6", section="Error body"),
}


def exchange(
    n: int,
    case: str | None = None,
    *,
    operation: str = "check",
    token: TokenUse = "two-legged",
    status: int | None = 200,
    body: str | None = '{"swapped": true}',
    error: str | None = None,
) -> Exchange:
    """Return exchange `n`; no status means that no response came."""
    answer = None
    if status is not None:
        answer = Response(
            status=status,
            reason="OK" if status == 200 else "Bad Request",
            headers=(
                ("Content-Type", "application/json"),
                ("x-correlator", f"00000000-0000-4000-8000-{n:012}"),
            ),
            body=body,
            body_truncated_bytes=0,
        )
    url = f"https://api.example.com/sim-swap/v2/{operation}"
    return Exchange(
        n=n,
        case=case,
        kind="api",
        operation=f"sim-swap.{operation}",
        subscriber="swapped-3h",
        token=token,
        request=Request(
            method="POST",
            url=url,
            headers=(
                ("Authorization", "Bearer <two-legged token 1>"),
                ("Content-Type", "application/json"),
                ("x-correlator", f"00000000-0000-4000-8000-{n:012}"),
            ),
            body='{"phoneNumber": "<line swapped-3h>", "maxAge": 240}',
        ),
        response=answer,
        error=error,
        seconds=0.042,
        started_at=START + timedelta(seconds=n),
        curl=f"curl -X POST {url} -H 'Authorization: Bearer '\"$TOKEN\"",
    )


def case(
    name: str, outcome: Outcome = "passed", reason: str | None = None, *exchanges: int
) -> Case:
    """Return a case that took half a second."""
    return Case(id=name, outcome=outcome, reason=reason, seconds=0.5, exchanges=exchanges)


def deviation(state: DeviationState = "admitted") -> Deviation:
    """Return a deviation with every member given."""
    return Deviation(
        reason="The gateway validates before it authenticates.",
        owner="api-team",
        ticket="OPS-12",
        until=date(2027, 1, 31),
        state=state,
    )


def requirement(
    name: str,
    outcome: Outcome = "passed",
    cases: Sequence[Case] = (),
    level: Level = "MUST",
    admitted: Deviation | None = None,
    title: str = "A swap that lies within the hours asked for is reported.",
) -> Requirement:
    """Return a requirement whose API and operation are read from its id."""
    head, operation, *_ = name.split(".")
    api = head if head != "commonalities" else None
    return Requirement(
        id=name,
        level=level,
        title=title,
        source=DOCUMENTS[head],
        scenarios=(
            Scenario(
                repository="SimSwap",
                release="r3.3",
                file="sim-swap-checkSimSwap",
                tag="@check_sim_swap_1_generic_success_scenario",
            ),
        )
        if api == "sim-swap"
        else (),
        api=api,
        operations=(operation,) if api else ("check", "retrieve-date", "verify"),
        outcome=outcome,
        deviation=admitted,
        cases=tuple(cases),
    )


def report(
    requirements: Sequence[Requirement], exchanges: Sequence[Exchange] = (), **changes: Any
) -> Report:
    """Return a report of these, its summary counted; `changes` replace whole members."""
    members: dict[str, Any] = {
        "schema": 1,
        "complete": True,
        "suite": Suite(name="camara-conformance", version="0.1.0"),
        "profile": Profile(
            name="example-staging",
            title="Example Operator, staging",
            sha256="ab" * 32,
            environment="staging",
        ),
        "target": Target(operator="Example Operator", apis=(_api("sim-swap"), _api(NV))),
        "started_at": START,
        "finished_at": START + timedelta(seconds=34.5),
        "seed": 7,
        "verdict": next(each for each in get_args(Verdict) if is_due(each, requirements)),
        "verdict_reasons": ("1 mandatory requirement failed.",),
        "summary": summarise(requirements, len(exchanges)),
        "requirements": tuple(requirements),
        "scenario_coverage": (_coverage(requirements),) if requirements else (),
        "environment": Environment(
            python="3.11.7", platform="Linux x86_64", packages={"httpx": "0.28.1"}
        ),
        "exchanges": tuple(exchanges),
    }
    return Report(**members | changes)


NV = "number-verification"
OPERATIONS = {"sim-swap": ("check", "retrieve-date"), NV: ("verify", "device-phone-number")}


def _api(name: str) -> Api:
    return Api(
        api=name,
        release="2.1.0",
        contract="bundled",
        contract_sha256=("cd" if name == "sim-swap" else "ef") * 32,
        base_url=f"https://api.example.com/{name}/v2",
        operations=OPERATIONS[name],
        tokens=("two-legged", "three-legged") if name == "sim-swap" else ("three-legged",),
    )


def _coverage(requirements: Sequence[Requirement]) -> ScenarioCoverage:
    return ScenarioCoverage(
        repository="SimSwap",
        release="r3.3",
        file="sim-swap-checkSimSwap",
        tag="@check_sim_swap_1_generic_success_scenario",
        title="Any good request; shape of the answer only.",
        requirements=(requirements[0].id,),
        outcome=requirements[0].outcome,
    )


def sample(reason: str = "expected 400 INVALID_ARGUMENT, got 200 OK") -> Report:
    """Return a report with one requirement of every standing; `reason` is the failure's."""
    missing = "The profile has no line that was never swapped: add one to subscribers."
    failed = case("refuses-zero[zero]", "failed", reason, 3, 2)
    excuse = case("401-first", "failed", "expected 401, got 400", 4)
    hint = case("out-of-range", "failed", "expected OUT_OF_RANGE, got INVALID_ARGUMENT", 5)
    broken = case("date[1]", "error", "ConnectTimeout: no answer within 10 s", 6)
    untestable = case("never-swapped", "not-testable", missing)
    absent = case("device", "not-offered", "The profile does not offer device-phone-number.")
    requirements = [
        requirement("sim-swap.check.recent-swap", cases=[case("recent", "passed", None, 1)]),
        requirement("sim-swap.check.below-one", "failed", [case("one"), failed]),
        requirement("sim-swap.check.never-swapped", "not-testable", [untestable]),
        requirement("sim-swap.check.above-2400", "failed", [hint], level="SHOULD"),
        requirement("sim-swap.retrieve-date.date", "error", [broken]),
        requirement(f"{NV}.device-phone-number.own", "not-offered", [absent]),
        requirement("commonalities.401-first.id", "failed", [excuse], admitted=deviation()),
        requirement(f"{NV}.verify.own", cases=[case("verify")], admitted=deviation("stale")),
    ]
    exchanges = [
        exchange(1, "recent"),
        exchange(2, "refuses-zero[zero]"),
        exchange(3, "refuses-zero[zero]"),
        exchange(4, "401-first", token="none", status=400, body='{"status": 400}'),
        exchange(5, "out-of-range", status=400),
        exchange(6, "date[1]", operation="retrieve-date", status=None, error="ConnectTimeout"),
    ]
    return report(requirements, exchanges)
