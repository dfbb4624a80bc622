"""Has a line's user answer an authentication request, as the profile says it is done."""

import json
import subprocess

from conformance.exchanges import Purpose, Request
from conformance.profile.model import Subscriber, Switch, SwitchRequest
from conformance.target.client import Target
from conformance.target.errors import NotTestable, TargetError
from conformance.tokens import terminal

# A switch answers at once; one that hangs must not hold up the run.
_COMMAND_SECONDS = 30.0


def refuse_without_a_person(line: Subscriber) -> None:
    """Raise `NotTestable` where a person is to answer and nobody sits at the terminal.

    To be called before the request is sent, so that nobody's phone rings in vain.
    """
    if _asked(line) and line.approval == "manual" and not terminal.someone_is_there():
        raise NotTestable(
            f"the user of {line.id} answers by hand (approval: manual), and no terminal is "
            "there to say so: run in one, or give the line an approval by http or command"
        )


def see_to_it(line: Subscriber, auth_req_id: str, target: Target) -> None:
    """Have the line's user answer, or tell a person to; returns without waiting for it.

    Raises `TargetError` where the switch does not work.
    """
    if not _asked(line):
        return
    if line.approval == "manual":
        terminal.tell(_instruction(line))
        return
    assert isinstance(line.approval, Switch)
    values = {"phone_number": line.phone_number, "auth_req_id": auth_req_id}
    if line.approval.http is not None:
        _request(line.approval.http, values, line, target)
    else:
        _run(line.approval.command_for(values), line)


def _asked(line: Subscriber) -> bool:
    """Whether the user is asked, and answers only with help."""
    return line.approval is not None and line.consent not in ("missing", "never-answers")


def _instruction(line: Subscriber) -> str:
    if line.consent == "denied":
        do = "refuse it"
    elif isinstance(line.consent, str):
        do = "approve it"
    else:
        do = f"wait {line.consent.granted_after.seconds:g} s, then approve it"
    return f"An authentication request was sent to the line {line.id}: {do} on its device."


def _request(
    switch: SwitchRequest, values: dict[str, str], line: Subscriber, target: Target
) -> None:
    headers = [(name, value.get_secret_value()) for name, value in switch.headers.items()]
    body = None
    if switch.body is not None:
        headers.append(("Content-Type", "application/json"))
        body = json.dumps(switch.body_for(values)).encode()
    request = Request(switch.method, switch.url_for(values), tuple(headers), body)
    exchange = target.answered(lambda: request, Purpose("token", "approval", line.id))
    assert exchange.response is not None
    if not 200 <= exchange.response.status < 300:
        status = exchange.response.status
        raise TargetError(f"the switch of {line.id} (approval.http) answered {status}")


def _run(command: tuple[str, ...], line: Subscriber) -> None:
    # What it prints is thrown away: nobody can say what is secret in it.
    try:
        ended = subprocess.run(  # noqa: S603 - the profile's own program, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError) as error:
        reason = type(error).__name__
        raise TargetError(
            f"the switch of {line.id} (approval.command) did not start: {reason}"
        ) from None
    except subprocess.TimeoutExpired:
        raise TargetError(
            f"the switch of {line.id} (approval.command) ran longer than "
            f"{_COMMAND_SECONDS:g} s"
        ) from None
    if ended.returncode != 0:
        raise TargetError(
            f"the switch of {line.id} (approval.command) ended with {ended.returncode}"
        )
