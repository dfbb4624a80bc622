"""Numbers and hashes that are almost a line's own, and mixed up by half a comparison."""

import re
from collections.abc import Mapping

# The contracts' own pattern of a phone number.
_LEGAL = re.compile(r"\+[1-9][0-9]{4,14}")
# ITU-T, list of E.164 assigned country codes: they have three digits but for these.
_COUNTRY_CODE = re.compile(
    r"\+(?:[17]|2[07]|3[0-4]|36|39|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})"
)
# Reserved there, and given to no country.
_NO_COUNTRY = "+999"


def almost(phone_number: str) -> Mapping[str, str]:
    """Return numbers that are not this one, by what makes them another; all are legal."""
    others = {
        "behind the country code 999": _COUNTRY_CODE.sub(_NO_COUNTRY, phone_number, count=1),
        "with a digit more at its end": f"{phone_number}0",
        "without its last digit": phone_number[:-1],
    }
    return {how: other for how, other in others.items() if _LEGAL.fullmatch(other)}


def almost_hash(digits: str) -> str:
    """Return a hexadecimal hash of which the last digit is another."""
    return digits[:-1] + ("1" if digits[-1] == "0" else "0")
