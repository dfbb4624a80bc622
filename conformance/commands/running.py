"""Run, plan and check: what has to do with one deployment."""

import sys
from pathlib import Path
from typing import Any

import click

from conformance.commands.completing import complete_profile
from conformance.commands.shared import (
    CONFORMANT,
    DEFAULT_PROFILE,
    PATH,
    UNDECIDED,
    Rate,
    ShardOf,
    clear_errors,
    fail,
    in_format,
    selection,
    stop_on_termination,
    with_options,
    written,
)


@click.command()
@click.argument("profiles", nargs=-1, metavar="[PROFILE]...", shell_complete=complete_profile)
@with_options(selection)
@click.option("--output", type=PATH, metavar="DIR", help="Run's folder.")
@click.option("--rate", type=Rate(), help="Requests per second, in place of the profile's.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Requests at a time, in place of the profile's.",
)
@click.option("--shard", type=ShardOf(), help="Only a part, the I-th of N; see `merge`.")
@click.option("--seed", default=0, show_default=True, help="Seed of generated requests.")
@click.option(
    "--max-examples",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="Drawn requests of each sort and operation.",
)
@click.option("--strict", is_flag=True, help="Fail on a SHOULD that fails.")
@click.option(
    "--only-failed",
    type=PATH,
    metavar="DIR",
    help="Only what failed in an earlier run.",
)
@click.option(
    "--propose-deviations",
    "propose_to",
    type=PATH,
    metavar="FILE",
    help="Write deviations to be filled in for what fails.",
)
@click.option(
    "--baseline",
    type=PATH,
    metavar="DIR",
    help="An earlier run: fail only on what newly fails.",
)
@in_format("text", "github", help="github adds annotations for its runner.")
@click.option("-k", "keyword", metavar="EXPRESSION", help="Passed to pytest.")
@click.option("-m", "marks", metavar="EXPRESSION", help="Passed to pytest.")
@click.option(
    "--resume",
    "unfinished",
    type=PATH,
    metavar="DIR",
    help="Do the rest of a run that did not finish.",
)
@clear_errors
def run(
    profiles: tuple[str, ...],
    output: Path | None,
    unfinished: Path | None,
    propose_to: Path | None,
    baseline: Path | None,
    form: str,
    **chosen: Any,
) -> None:
    """Test a deployment; without PROFILE, the embedded reference provider.

    PROFILE is a bundled name (see `list profiles`) or the path of a YAML file; several are
    tested in turn.

    Exit codes: 0 conformant; 1 non-conformant, a stale deviation, or a warning with
    --strict; 2 usage or profile error; 3 partial or inconclusive; 130 interrupted.
    """
    from conformance.console.fleet import run_fleet
    from conformance.console.gating import Pipeline, in_pipeline
    from conformance.console.running import resume, run_profile
    from conformance.run.options import Options

    stop_on_termination()
    pipeline = Pipeline(baseline, github=form == "github", strict=chosen["strict"])
    if unfinished is not None:
        if len(profiles) > 1:
            fail("--resume goes on with one run: name its profile, or none")
        if propose_to is not None:
            fail("--propose-deviations goes with a whole run: resume first, then run again")
        given = written(output=output, **chosen)
        name = next(iter(profiles), None)
        sys.exit(in_pipeline(lambda: resume(unfinished, name, given), pipeline))
    names = profiles or (DEFAULT_PROFILE,)
    if len(names) > 1:
        for option, value in (("--propose-deviations", propose_to), ("--baseline", baseline)):
            if value is not None:
                fail(f"{option} takes one PROFILE: run each by itself")
        sys.exit(run_fleet(names, output, chosen, pipeline))
    options = Options(output=output, **chosen)
    sys.exit(in_pipeline(lambda: run_profile(names[0], options, propose_to), pipeline))


@click.command()
@click.argument("profile", default=DEFAULT_PROFILE, shell_complete=complete_profile)
@with_options(selection)
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@clear_errors
def plan(profile: str, as_json: bool, **chosen: Any) -> None:
    """Show what a run would test, what not, and why; sends nothing.

    PROFILE is a bundled name or the path of a YAML file, as for `run`.
    """
    from conformance.console.planning import planned_json, planned_lines
    from conformance.run.options import Options

    show = planned_json if as_json else planned_lines
    for line in show(profile, Options(**chosen)):
        click.echo(line)


@click.command()
@click.argument("profile", default=DEFAULT_PROFILE, shell_complete=complete_profile)
@clear_errors
def check(profile: str) -> None:
    """Validate a profile, then reach each API and obtain each kind of token.

    PROFILE is a bundled name or the path of a YAML file, as for `run`. Exit codes: 0 nothing
    failed; 2 the profile is wrong; 3 something failed.
    """
    from conformance.console.checking import check_profile

    sys.exit(CONFORMANT if check_profile(profile, click.echo) else UNDECIDED)
