"""Authorization code: nobody can guess one."""

from conformance.checks.entropy import bits_in
from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.tokens.flows.authorization_code import AuthorizationCode

# RFC 6749 section 10.10 asks for 128 bits; an estimate over a few values can't see that well.
_BITS = 96
_SAMPLES = 4


@requirement("authorization-code.code-cannot-be-guessed")
def test_chance(authorization_code: AuthorizationCode, line: Subscriber) -> None:
    """Four show whether a counter or a few digits are all that changes."""
    if authorization_code.settings.device == "interactive":
        raise NotTestable(
            f"it takes {_SAMPLES} codes, and a person for each of them "
            "(authorization_code.device: interactive)"
        )
    found = [authorization_code.authorize(line).code for _ in range(_SAMPLES)]
    bits = bits_in(found)
    if bits < _BITS:
        raise UnexpectedAnswer(
            f"{_SAMPLES} codes differ by {bits:.0f} bits; {_BITS} are the least"
        )
