"""What a scenario expects of an answer, said in one line."""

from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.tokens.flows.endpoint import OAuthAnswer


def refused(answer: Answer, status: int, *codes: str) -> None:
    """Expect a refusal with just this status and one of these codes; never its message."""
    if answer.status != status or answer.code not in codes:
        wanted = f"{status} {' or '.join(codes)}"
        raise UnexpectedAnswer(f"{answer}: expected {wanted}")


def refused_with(answer: OAuthAnswer, status: int, *errors: str) -> None:
    """Expect an OAuth refusal with just this status and one of these errors."""
    if answer.status != status or answer.error not in errors:
        wanted = f"{status} {' or '.join(errors)}"
        raise UnexpectedAnswer(f"{answer}: expected {wanted}")


def nothing_wrong(answer: Answer, *problems: str | None) -> None:
    """Expect that none of these judgements found anything."""
    found = [problem for problem in problems if problem is not None]
    if found:
        raise UnexpectedAnswer(f"{answer}: {'; '.join(found)}")


def without_refresh_token(answer: OAuthAnswer) -> None:
    """Expect a success that brings no refresh token."""
    if "refresh_token" in answer.granted():
        raise UnexpectedAnswer(f"{answer}: a refresh token in a flow that has none")


def holds(condition: bool, otherwise: str) -> None:
    """Expect a condition; only these words get into the report, and no value compared.

    An `assert` would show what it compares, a pseudonym or a claim say.
    """
    if not condition:
        raise UnexpectedAnswer(otherwise)
