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
