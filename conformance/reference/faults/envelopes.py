"""Mistakes with the error envelope: its members, their types, its codes."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from dataclasses import asdict, replace

from conformance.reference.faults.registry import ALL, Catalogue, common, rows
from conformance.reference.problems import Problem
from conformance.reference.rules import Rules

catalogue = Catalogue()
_ENVELOPE = (
    *common("error.body-is-an-error-info"),
    *rows(ALL, "responses-match-the-contract"),
)


@catalogue.fault(*_ENVELOPE)
def status_as_string(rules: Rules) -> None:
    """The status in the body is a text."""
    rules.envelope = lambda problem: {**asdict(problem), "status": str(problem.status)}


@catalogue.fault(*_ENVELOPE)
def message_missing(rules: Rules) -> None:
    """The body has no message."""
    rules.envelope = lambda problem: {"status": problem.status, "code": problem.code}


@catalogue.fault(*common("error.message-is-not-empty"))
def message_is_empty(rules: Rules) -> None:
    """The message is an empty text in production, so as to tell nothing."""
    rules.envelope = lambda problem: asdict(replace(problem, message=""))


@catalogue.fault(*_ENVELOPE)
def envelope_in_an_error_member(rules: Rules) -> None:
    """The three members lie one level too deep."""
    rules.envelope = lambda problem: {"error": asdict(problem)}


@catalogue.fault(*_ENVELOPE)
def envelope_of_the_tm_forum(rules: Rules) -> None:
    """The envelope is that of the TM Forum APIs behind: code, reason, message."""
    rules.envelope = lambda problem: {
        "code": str(problem.status),
        "reason": problem.code,
        "message": problem.message,
    }


@catalogue.fault(*common("error.status-equals-http-status"))
def status_in_body_is_always_400(rules: Rules) -> None:
    """The body is filled from a constant, whatever the status line says."""
    rules.envelope = lambda problem: {**asdict(problem), "status": 400}


@catalogue.fault(*common("error.code-is-not-numeric"))
def code_is_a_number(rules: Rules) -> None:
    """The code is a number of the operator's own catalogue."""
    rules.envelope = lambda problem: asdict(replace(problem, code=f"40{problem.status}"))


@catalogue.fault(
    *common("error.code-fits-the-status"), *rows(ALL, "responses-match-the-contract")
)
def code_in_lower_case(rules: Rules) -> None:
    """The codes are those of gRPC, in lower case."""
    rules.envelope = lambda problem: asdict(replace(problem, code=problem.code.lower()))


@catalogue.fault(*common("error.code-fits-the-status"))
def code_is_one_for_all(rules: Rules) -> None:
    """Every error has one and the same code."""

    def envelope(problem: Problem) -> object:
        return asdict(replace(problem, code="INVALID_ARGUMENT"))

    rules.envelope = envelope
