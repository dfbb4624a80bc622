"""What is asked once, before a hundred cases wait for their time-outs or ask in vain."""

from conformance.profile import TokenKind
from conformance.run.probes.probing import obtain, reach, served_line
from conformance.scenarios.session import Session
from conformance.target.errors import NotTestable, TargetError


def first_obstacle(session: Session) -> str | None:
    """Return why the target can't be tested at all, None where something answers."""
    obstacle = _nobody_there(session) or _no_token(session)
    return None if obstacle is None else session.recorder.redactor.text(obstacle)


def _nobody_there(session: Session) -> str | None:
    for api in session.contracts:
        try:
            reach(session, api)
        except TargetError as error:
            return f"{api}: {error}"
    return None


def _no_token(session: Session) -> str | None:
    """Say why no kind of token is to be had; one that is had is reason enough to go on."""
    refusals = []
    for api, kind in _wanted(session):
        line = served_line(session, api) if kind == "three-legged" else None
        if kind == "three-legged" and (line is None or _takes_a_person(session, api)):
            continue
        try:
            obtain(session, api, kind, line)
        except NotTestable:
            return None  # the cases say themselves what is missing
        except TargetError as error:
            refusals.append(f"{api}: no {kind} token ({error})")
        else:
            return None
    return refusals[0] if refusals else None


def _takes_a_person(session: Session, api: str) -> bool:
    """Whether a person would have to open a request, for which a mere try is no reason."""
    settings = session.profile.authorization
    by_code = session.profile.api(api).flow == "authorization-code"
    return by_code and settings is not None and settings.authorization_code.by_hand


def _wanted(session: Session) -> list[tuple[str, TokenKind]]:
    """Return the tokens that the cases take, in their order; none where a case takes none."""
    kinds = [(case.api, case.token) for case in session.cases if case.withheld is None]
    if any(kind == "none" for _, kind in kinds):
        return []
    return list(dict.fromkeys((api, kind) for api, kind in kinds if kind is not None))
