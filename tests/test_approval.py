"""Users who answer with help: by a sandbox's switch, or by hand."""

import os
import pty
import select
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.outcomes import CaseResult
from conformance.profile import ProfileError, load_profile
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.support.patient_server import PatientServer, patient_server
from tests.test_polling import profile_of

AGREED = "ciba.agreed-request-brings-a-token"


def outcome(folder: Path, patient: PatientServer, more: str) -> CaseResult:
    options = Options(apis=("authorization",), requirements=(AGREED,))
    results: list[CaseResult] = []
    session = open_session(prepare(profile_of(folder, patient, more), options), options)
    try:
        carry_out(session, options, results.append)
    finally:
        session.close()
    [result] = results
    return result


def test_switch_by_http(tmp_path: Path) -> None:
    with patient_server() as patient:
        more = (
            f', approval: {{http: {{url: "{patient.url}/approve/{{phone_number}}", '
            'headers: {authorization: canary-switch}, body: {request: "{auth_req_id}", '
            "decision: {yes: true}}}}"
        )
        assert outcome(tmp_path, patient, more).outcome == "passed"

        [switched] = patient.switched
        [asked] = patient.polls
        assert switched["path"] == "/approve/+447700900101"
        assert switched["body"] == {"request": asked, "decision": {"yes": True}}
        assert switched["headers"]["authorization"] == "canary-switch"


def test_switch_that_fails(tmp_path: Path) -> None:
    with patient_server(switch_status=403) as patient:
        more = f', approval: {{http: {{url: "{patient.url}/approve/{{auth_req_id}}"}}}}'
        result = outcome(tmp_path, patient, more)

        assert result.outcome == "error"
        assert result.reason == "the switch of asked (approval.http) answered 403"


def test_switch_by_command(tmp_path: Path) -> None:
    program = tmp_path / "approve.py"
    program.write_text(
        f"#!{sys.executable}\nimport sys, urllib.request\n"
        "print(sys.argv)\nurllib.request.urlopen(sys.argv[1] + '/approve/' + sys.argv[3])\n",
        encoding="utf-8",
    )
    program.chmod(stat.S_IRWXU)
    with patient_server() as patient:
        words = f'["./approve.py", "{patient.url}", "{{phone_number}}", "{{auth_req_id}}"]'
        result = outcome(tmp_path, patient, f", approval: {{command: {words}}}")

        assert (result.outcome, result.reason) == ("passed", None)
        assert len(patient.switched) == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ('["false", "{auth_req_id}"]', "ended with 1"),
        ('["no-such-program-anywhere"]', "did not start: FileNotFoundError"),
    ],
)
def test_command_that_fails(tmp_path: Path, command: str, reason: str) -> None:
    with patient_server() as patient:
        result = outcome(tmp_path, patient, f", approval: {{command: {command}}}")

        assert result.outcome == "error"
        assert result.reason == f"the switch of asked (approval.command) {reason}"


def test_nobody_at_the_terminal(tmp_path: Path) -> None:
    with patient_server() as patient:
        result = outcome(tmp_path, patient, ", approval: manual")

        assert result.outcome == "not-testable"
        assert result.reason is not None
        assert "no terminal" in result.reason
        assert patient.polls == {}, "nobody's phone rings in vain"


def test_a_person_at_the_terminal(tmp_path: Path) -> None:
    with patient_server() as patient:
        profile = profile_of(tmp_path, patient, ", approval: manual")
        program = "from conformance.cli import main; main()"
        arguments = ["run", str(profile.path), "--requirement", AGREED]
        command = [sys.executable, "-c", program, *arguments, "--output", str(tmp_path / "o")]
        person, terminal = pty.openpty()
        with subprocess.Popen(
            command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=Path.cwd()
        ) as process:
            os.close(terminal)
            shown = _read_until(person, "approve it on its device")
            patient.approve_all()
            _read_until(person, "")
            process.wait(60)
        os.close(person)

    assert "line asked" in shown
    assert "447700900101" not in shown
    report = (tmp_path / "o" / "report.json").read_text(encoding="utf-8")
    assert '"outcome": "passed"' in report
    assert '"outcome": "failed"' not in report


def _read_until(terminal: int, words: str) -> str:
    """Return what a terminal shows until the words come; without words, until its end."""
    seen, until = b"", time.monotonic() + 60
    while time.monotonic() < until and not (words and words.encode() in seen):
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody has the other end any more
            break
        if not read:
            break
        seen += read
    return " ".join(seen.decode("utf-8", "replace").split())


def test_a_header_of_a_switch_is_a_secret(tmp_path: Path) -> None:
    switch = "{http: {url: 'https://a.example', headers: {authorization: canary-switch}}}"
    profile = profile_of(tmp_path, PatientServer(80), f", approval: {switch}")
    assert "canary-switch" in dict(profile.secrets()).values()
    assert "canary-switch" not in repr(profile)

    text = (tmp_path / "patient.yaml").read_text("utf-8").replace(": local", ": staging")
    (tmp_path / "staging.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(str(tmp_path / "staging.yaml"), {})
    assert "approval.http.headers.authorization" in str(caught.value)
    assert "canary-switch" not in str(caught.value)


@pytest.mark.parametrize(
    ("approval", "says"),
    [
        ("{}", "is no switch"),
        ("by-hand", "manual"),
        ("{command: []}", "command"),
        ("{command: [./nowhere.sh]}", "names a program that does not exist"),
        ('{command: [x, "{number}"]}', "has a placeholder that nothing fills"),
        ('{http: {url: "{phone_number}"}}', "is not an http or https URL"),
        ("{http: {url: 'https://a.example'}, command: [x]}", "is no switch"),
    ],
)
def test_what_is_no_approval(tmp_path: Path, approval: str, says: str) -> None:
    with pytest.raises(ProfileError) as caught:
        profile_of(tmp_path, PatientServer(80), f", approval: {approval}")

    assert says in str(caught.value)
