"""Finding the user whom a client names: login_hint of CIBA, sub of a JWT bearer assertion."""

import re

from conformance.reference.authorization.grants import Method
from conformance.reference.subscribers import Subscriber, Subscribers

# RFC 3966 global number without visual separators.
_TEL = re.compile(r"tel:(\+[1-9][0-9]{4,14})")
_IPPORT = re.compile(
    r"ipport:(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?"
)


class BadHintError(ValueError):
    """A hint in none of the forms of the CAMARA security profile."""


class UnknownUserError(LookupError):
    """A well-formed hint that leads to nobody."""


def user_of(
    hint: object, lines: Subscribers, operator_tokens: dict[str, str]
) -> tuple[Subscriber, Method]:
    """Return the line and how its user is authenticated.

    BadHintError for a hint in no known form, UnknownUserError for one that leads to nobody.
    """
    text = hint if isinstance(hint, str) else ""
    if text.startswith("operatortoken:"):
        line_id = operator_tokens.get(text.removeprefix("operatortoken:"))
        if line_id is None:
            raise UnknownUserError("the operator token is not known")
        return lines.by_id(line_id), Method.SIM
    number = _TEL.fullmatch(text)
    line = lines.by_number(number[1]) if number else None
    if line is not None:
        return line, Method.CONSENT
    if number or _IPPORT.fullmatch(text):
        raise UnknownUserError("there is no such user")
    raise BadHintError("the hint must be tel:+NUMBER, ipport:ADDRESS or operatortoken:TOKEN")
