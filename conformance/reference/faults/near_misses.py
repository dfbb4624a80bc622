"""Mistakes that show beside the good case only: half a comparison, a little too much told."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from dataclasses import replace

from conformance.reference.decisions.replies import Rendered
from conformance.reference.faults.registry import ALL, VERIFY, Catalogue, common, rows
from conformance.reference.rules import Rules

catalogue = Catalogue()
_OWN = VERIFY + "own-number-is-verified"
_OTHER = VERIFY + "other-number-is-not-verified"
_OTHER_HASH = VERIFY + "other-hash-is-not-verified"
_BESIDES = common("success.nothing-sensitive-is-added")
# Of ES256, in base64url: 64 bytes.
_CHARACTERS_OF_A_SIGNATURE = 86


@catalogue.fault(_OTHER)
def last_digits_compared(rules: Rules) -> None:
    """Numbers are compared by their last seven digits, as a phone book does."""
    rules.number_matches = lambda given, line: given[-7:] == line.phone_number[-7:]


@catalogue.fault(_OTHER)
def country_code_not_compared(rules: Rules) -> None:
    """The national number alone is stored, and the country code never looked at."""
    rules.number_matches = lambda given, line: given.endswith(line.phone_number[3:])


@catalogue.fault(_OTHER)
def beginning_of_the_number_suffices(rules: Rules) -> None:
    """The query has a wildcard behind what was asked for."""
    rules.number_matches = lambda given, line: line.phone_number.startswith(given)


@catalogue.fault(_OTHER)
def digits_behind_the_number_ignored(rules: Rules) -> None:
    """What is longer than the number that is stored is cut to its length."""
    rules.number_matches = lambda given, line: given.startswith(line.phone_number)


@catalogue.fault(_OTHER_HASH)
def beginning_of_the_hash_compared(rules: Rules) -> None:
    """The index holds the first eight digits of each hash, and nothing looks further."""
    rules.hash_matches = lambda given, expected: given.lower()[:8] == expected[:8]


@catalogue.fault(_OWN)
def zeros_at_the_end_lost(rules: Rules) -> None:
    """A spreadsheet kept the numbers as figures, and those that end in 0 lost it."""
    honest = rules.number_matches
    rules.number_matches = lambda given, line: honest(
        given, replace(line, phone_number=line.phone_number.rstrip("0"))
    )


@catalogue.fault(*rows(ALL, "invalid-token-is-refused"))
def characters_behind_the_token_ignored(rules: Rules) -> None:
    """As much of a token is read as a token has, and no further."""
    honest = rules.bearer

    def bearer(sent: str | None) -> str:
        signed, dot, signature = honest(sent).rpartition(".")
        return signed + dot + signature[:_CHARACTERS_OF_A_SIGNATURE]

    rules.bearer = bearer


@catalogue.fault(*_BESIDES, level="SHOULD")
def main_number_told_by_verify(rules: Rules) -> None:
    """The answer of verify comes with the main number of the contract that the SIM is of."""
    body = rules.verify_body
    rules.verify_body = lambda verified: {
        **body(verified),
        "devicePhoneNumber": "+447700900155",
    }


@catalogue.fault(*_BESIDES, level="SHOULD")
def date_told_beside_swapped(rules: Rules) -> None:
    """One class serves for both operations of SIM Swap: check tells the date as well."""
    body = rules.check_body
    rules.check_body = lambda swapped: {
        **body(swapped),
        "latestSimChange": "2026-03-01T08:00:00Z" if swapped else None,
    }


@catalogue.fault(*common("request.other-method-is-refused"), level="SHOULD")
def other_method_is_a_page(rules: Rules) -> None:
    """The gateway's own page answers before the service does."""
    honest = rules.render

    def render(status: int, document: object) -> Rendered:
        page = Rendered(b"<html><h1>405 Not Allowed</h1></html>", "text/html")
        return page if status == 405 else honest(status, document)

    rules.render = render
