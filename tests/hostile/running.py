"""Runs the suite, narrowed to a few rows, against a server that misbehaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.report.model import Report
from conformance.report.reading import read_report
from tests.hostile.contents import CONTENTS
from tests.hostile.misbehaviours import CONNECTION, FRAMING, HEAD, REDIRECTS
from tests.hostile.server import HostileServer, Misbehaviour
from tests.support.command import Said, said_here

MISBEHAVIOURS: Mapping[str, Misbehaviour] = {
    **CONNECTION,
    **HEAD,
    **FRAMING,
    **REDIRECTS,
    **CONTENTS,
}
MISTREATED = "sim-swap.check.success-matches-the-contract"
LATER = "sim-swap.retrieve-date.success-matches-the-contract"
_ROWS = (MISTREATED, LATER, "sim-swap.check.responses-*")
_PROFILE = """\
profile: 1
name: hostile
environment: local
apis:
  sim-swap: {{base_url: {url}/sim-swap/v2, tokens: [none]}}
subscribers:
  - {{id: first, phone_number: "+447700900101"}}
http: {{timeout: 1{more}}}
limits: {{requests_per_second: 1000, fuzzing: false, malformed: false}}
"""


@dataclass(frozen=True)
class Survived:
    """What a run against a hostile server left behind."""

    said: Said
    folder: Path
    report: Report

    def outcome(self, requirement: str) -> str:
        """Return the outcome of a requirement."""
        (found,) = (each for each in self.report.requirements if each.id == requirement)
        return found.outcome

    def texts(self) -> Mapping[str, str]:
        """Return every file of the folder by its name."""
        files = (each for each in self.folder.rglob("*") if each.is_file())
        return {each.name: each.read_text("utf-8") for each in files}


def run_against(server: HostileServer, folder: Path, more: str = "") -> Survived:
    """Run; `more` stands beside the timeout in the profile's `http`."""
    profile, output = folder / "hostile.yaml", folder / "report"
    profile.write_text(_PROFILE.format(url=server.url, more=more))
    narrowed = [word for row in _ROWS for word in ("--requirement", row)]
    result = said_here("run", profile, "--output", output, *narrowed, cwd=folder)
    return Survived(result, output, read_report(output))
