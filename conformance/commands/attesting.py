"""Signing a report, and checking a signed one."""

from datetime import datetime
from pathlib import Path

import click

from conformance.commands.shared import NON_CONFORMANT, PATH, clear_errors, fail

_KEY_HELP = "Private key, PEM: Ed25519 or ECDSA P-256."


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--key", "key_file", required=True, type=PATH, help=_KEY_HELP)
@click.option(
    "--valid-until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Last day on which it holds; by default 90 days after the run, or the end of the"
    " first admitted deviation.",
)
@clear_errors
def attest(folder: Path, key_file: Path, valid_until: datetime | None) -> None:
    """Sign the report in DIR: writes DIR/statement.intoto.jsonl.

    An in-toto statement (test-result v0.1) in a DSSE envelope. An encrypted key takes its
    passphrase from the environment variable CAMARA_CONFORMANCE_KEY_PASSPHRASE.
    """
    from conformance.console.attesting import attested_lines

    for line in attested_lines(folder, key_file, valid_until and valid_until.date()):
        click.echo(line)


@click.command()
@click.argument("file", type=PATH, metavar="FILE")
@click.option(
    "--key",
    "key_file",
    required=True,
    type=PATH,
    help="The signer's public key, PEM.",
)
@click.option(
    "--report",
    "folder",
    required=True,
    type=PATH,
    metavar="DIR",
    help="Folder with the report.json that was signed.",
)
@clear_errors
def verify(file: Path, key_file: Path, folder: Path) -> None:
    """Say in one line what the statement in FILE proves about a report.

    Exit codes: 0 proved; 1 edited, expired, signed with another key, or about another
    report; 2 a file that can't be read.
    """
    from conformance.console.attesting import proved
    from conformance.report.attestation.envelope import NotProved

    try:
        click.echo(proved(file, key_file, folder))
    except NotProved as error:
        fail(error, NON_CONFORMANT)
