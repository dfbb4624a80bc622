"""A report in which everything that comes from outside is written to do harm."""

from conformance.outcomes import Outcome
from conformance.report.exchanges import Exchange
from conformance.report.fields import LEVELS
from conformance.report.model import Report, Selection, Target
from tests.report_samples import case, deviation, exchange, report, requirement, sample

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>]]></title></text>&amp;"
    " [link](javascript:alert(3)) ![](https://evil.example/x.png) https://evil.example"
    " www.evil.example <https://evil.example> mail@evil.example @everyone #1 GH-1 ```` ` ~~"
    " *bold* _em_ | cell | cell |\n\n# Heading\n- item\n> quote\n\n| a |\n|---|\n\r\n"
    "\x1b[31m\x1b]8;;https://evil.example\x07\x00\x08\x7f\x9b\u202e\u200b\ufeff\ufffe\ud83d"
    " $(id) `id`"
)


def hostile_report() -> Report:
    """Return a report with a requirement of each standing, every foreign text hostile."""
    admitted = deviation().model_copy(
        update={"reason": HOSTILE, "owner": HOSTILE, "ticket": HOSTILE}
    )
    stale = admitted.model_copy(update={"state": "stale"})
    outcomes: tuple[Outcome, ...] = ("failed", "error", "not-testable", "not-offered")
    rows = [
        requirement(
            f"sim-swap.check.{outcome}-{level}",
            outcome,
            [case(f"{outcome}-{level} {HOSTILE}", outcome, HOSTILE, 1)],
            level=level,
        )
        for outcome in outcomes
        for level in LEVELS[:2]
    ]
    excuse = [case("excused", "failed", HOSTILE, 1)]
    rows += [
        requirement("sim-swap.check.excused", "failed", excuse, admitted=admitted),
        requirement("sim-swap.check.stale", cases=[case("stale")], admitted=stale),
    ]
    base = sample()
    apis = tuple(
        api.model_copy(update={"base_url": f"https://api.example.com/{HOSTILE}"})
        for api in base.target.apis
    )
    made = report(
        rows,
        [_exchange()],
        target=Target(operator=HOSTILE, apis=apis),
        profile=base.profile.model_copy(update={"name": HOSTILE, "title": HOSTILE}),
        verdict_reasons=(HOSTILE,),
        selection=Selection(options=(f"-k {HOSTILE}",)),
    )
    # As a file would give it back: copies are not looked at.
    return Report.model_validate(made.model_dump(by_alias=True))


def _exchange() -> Exchange:
    plain = exchange(1, "excused", body=HOSTILE)
    assert plain.response is not None
    headers = (("x-echo", HOSTILE), ("Location", f"https://client.example/cb?{HOSTILE}"))
    return plain.model_copy(
        update={
            "request": plain.request.model_copy(
                update={"url": f"https://api.example.com/?{HOSTILE}", "body": HOSTILE}
            ),
            "response": plain.response.model_copy(
                update={"reason": HOSTILE, "headers": headers}
            ),
            "subscriber": HOSTILE,
            "curl": f"curl {HOSTILE}",
        }
    )
