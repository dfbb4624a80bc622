"""Numbers that are almost a line's own: legal, not the own one, and like it."""

import re

import pytest

from conformance.scenarios.near_misses import almost, almost_hash


@pytest.mark.parametrize(
    ("own", "abroad"),
    [
        ("+14155552671", "+9994155552671"),
        ("+447700900101", "+9997700900101"),
        ("+34666111222", "+999666111222"),
        ("+351912345678", "+999912345678"),
        ("+971501234567", "+999501234567"),
    ],
)
def test_country_code_is_another(own: str, abroad: str) -> None:
    """One, two or three digits are taken away, as the country has them."""
    assert set(almost(own).values()) == {abroad, f"{own}0", own[:-1]}


@pytest.mark.parametrize("own", ["+12345", "+123456789012345", "+351123456789012"])
def test_only_legal_numbers(own: str) -> None:
    """What would be too long or too short is left out."""
    others = set(almost(own).values())

    assert others
    assert own not in others
    assert all(re.fullmatch(r"\+[1-9][0-9]{4,14}", other) for other in others)


@pytest.mark.parametrize("own", ["a" * 63 + "0", "0" * 63 + "f"])
def test_hash_differs_in_its_last_digit(own: str) -> None:
    """It is a hash still."""
    other = almost_hash(own)

    assert (other[:-1], len(other)) == (own[:-1], 64)
    assert other != own
    assert re.fullmatch("[0-9a-f]{64}", other)
