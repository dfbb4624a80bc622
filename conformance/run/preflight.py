"""Is anybody there? Asked once, before a hundred cases wait for their time-outs."""

from conformance.exchanges import Purpose, Request
from conformance.scenarios.session import Session
from conformance.target.errors import TargetError


def first_obstacle(session: Session) -> str | None:
    """Return why the target can't be tested at all, None where something answers.

    One GET of each API's base URL, without a token: whatever status comes back will do.
    """
    for api in session.contracts:
        request = Request("GET", session.profile.api(api).base_url, (), None)
        try:
            session.target.send(request, Purpose("discovery"))
        except TargetError as error:
            return session.recorder.redactor.text(f"{api}: {error}")
    return None
