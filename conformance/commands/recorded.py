"""Replay and judge: what can be done with exchanges that were recorded earlier."""

import sys
from pathlib import Path

import click

from conformance.commands.completing import complete_profile, complete_release
from conformance.commands.shared import PATH, clear_errors, stop_on_termination
from conformance.console.candidates import APIS


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.argument("case", metavar="CASE")
@click.option(
    "--profile",
    metavar="PROFILE",
    shell_complete=complete_profile,
    help="Of the target; may be left out for a bundled profile.",
)
@clear_errors
def replay(folder: Path, case: str, profile: str | None) -> None:
    """Send the recorded exchanges of a case again, and show both answers.

    DIR is the folder of a run, CASE the id of a case in its report, or of a requirement with
    one case. What was redacted is filled in from the profile: lines by their ids, tokens by
    fresh ones. Exit codes: 0 every answer is the same; 1 one differs; 2 a report or profile
    of no use; 3 something can't be sent again.
    """
    from conformance.console.replaying import replayed

    stop_on_termination()
    sys.exit(int(replayed(folder, case, profile, click.echo)))


@click.command()
@click.argument("file", type=PATH, metavar="FILE.har")
@click.option(
    "--profile",
    metavar="PROFILE",
    shell_complete=complete_profile,
    help="Of the target; in its place:",
)
@click.option("--api", type=click.Choice(APIS), help="The API that was called.")
@click.option(
    "--release",
    metavar="RELEASE",
    shell_complete=complete_release,
    help="CAMARA release to measure against; the newest by default.",
)
@click.option("--base-url", metavar="URL", help="Where the API's operations lie.")
@click.option("--output", type=PATH, metavar="DIR", help="Report's folder.")
@clear_errors
def judge(
    file: Path,
    profile: str | None,
    api: str | None,
    release: str | None,
    base_url: str | None,
    output: Path | None,
) -> None:
    """Judge recorded traffic offline: the same checks, ids and report as a run's.

    FILE.har comes from a browser, a proxy, or a run. Only what every answer shows can be
    judged; all else is not testable, so that the verdict is partial at best. Exit codes are
    those of `run`.
    """
    from conformance.console.judging import judged
    from conformance.run.recorded.traffic_profile import Measure

    if profile is None and (api is None or base_url is None):
        raise click.UsageError("name --profile, or --api and --base-url (and --release)")
    if profile is not None and (api or release or base_url):
        raise click.UsageError("--profile says it all: leave out --api, --release, --base-url")
    measure = Measure(profile, api, release, base_url)
    sys.exit(int(judged(file, measure, output, click.echo)))
