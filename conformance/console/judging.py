"""`judge`: what recorded traffic shows, told as a run's end is."""

from collections.abc import Callable
from pathlib import Path

from conformance.report.har_reading import read_har
from conformance.report.render import PAGE_NAME
from conformance.report.terminal import summary_lines
from conformance.run.recorded.judging import judge_traffic
from conformance.run.recorded.traffic_profile import Measure, traffic_profile
from conformance.verdict import ExitCode


def judged(
    file: Path, measure: Measure, output: Path | None, say: Callable[[str], None]
) -> ExitCode:
    """Judge an archive, say what was found, and return the exit code.

    Raises `HarError`, `ProfileError`, `Unusable` and what else `judge_traffic` raises.
    """
    har = read_har(file)
    done = judge_traffic(har, traffic_profile(measure), output, measure.environment)
    say(f"Recorded traffic: {len(har)} entries, {done.entries} to the APIs")
    if done.judged < done.entries:
        say(
            f"{done.entries - done.judged} of them were not judged: no operation of the API, "
            "no answer, or a body that the recording does not hold"
        )
    for line in summary_lines(done.finished.report, done.finished.folder / PAGE_NAME):
        say(line)
    return done.finished.exit_code
