"""The command line: gathers the commands; each parses, calls and exits, nothing else."""

import click

from conformance import __version__
from conformance.commands.attesting import attest, verify
from conformance.commands.beginning import init
from conformance.commands.comparing import compare, diff
from conformance.commands.looking_up import explain, list_
from conformance.commands.merging import merge
from conformance.commands.recorded import judge, replay
from conformance.commands.reporting import report
from conformance.commands.running import check, plan, run
from conformance.commands.selftesting import selftest
from conformance.commands.serving import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 95})
@click.version_option(__version__, prog_name="camara-conformance")
def main() -> None:
    """Test a CAMARA SIM Swap or Number Verification provider against what is published.

    Exit codes: 0 conformant; 1 non-conformant, a stale deviation, or a warning with
    --strict; 2 usage or profile error; 3 partial or inconclusive; 130 interrupted.
    """


for command in (
    *(run, plan, check, explain, list_, report, merge, diff, compare, replay, judge),
    *(attest, verify, serve, selftest, init),
):
    main.add_command(command)
