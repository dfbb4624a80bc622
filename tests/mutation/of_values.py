"""Operators on single values that a schema or the guide constrains."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from conformance.checks import codes
from conformance.exchanges import Response
from tests.mutation.answers import Good, with_member
from tests.mutation.operators import Changes, operator


def _set(good: Good, name: str, *values: object) -> Iterator[Response]:
    """Yield the answer with a member set to each value, none if it lacks the member."""
    if good.body.get(name) is not None:
        for value in values:
            yield with_member(good.response, name, value)


@operator
def code_of_another_status(good: Good) -> Changes:
    """The code is one that Commonalities has for other statuses only."""
    if good.is_error:
        here = set(codes.beside(codes.NEWEST, good.response.status))
        others = {each for status in range(400, 600) for each in codes.beside("0.6", status)}
        yield from _set(good, "code", *sorted(others - here))


@operator
def code_of_another_release(good: Good) -> Changes:
    """The code is one that an older release of Commonalities had, and this one has not."""
    if good.is_error:
        status = good.response.status
        older = {*codes.beside("0.4.0", status), *codes.beside("0.5", status)}
        yield from _set(good, "code", *sorted(older - set(codes.beside("0.6", status))))


@operator
def code_in_another_spelling(good: Good) -> Changes:
    """The code is in lower case, in camel case, with hyphens, blanks or a prefix."""
    if good.is_error:
        code = good.body["code"]
        camel = code.title().replace("_", "")
        yield from _set(good, "code", code.lower(), camel, code + "\n", f" {code}", f"{code}.")
        yield from _set(good, "code", "-".join((*code.split("_"), "")), f"CAMARA-{code}")


@operator
def code_is_a_number(good: Good) -> Changes:
    """The code repeats the status, or is the number of an error in a list of its maker's."""
    if good.is_error:
        status = good.response.status
        yield from _set(good, "code", status, str(status), "-1", "4.5", 40001, "0")


@operator
def code_of_nobody(good: Good) -> Changes:
    """The code is one that nobody knows, or none."""
    if good.is_error:
        yield from _set(good, "code", "", "ERROR", "BAD_REQUEST", "SVC0002", "UNKNOWN", "null")


@operator
def code_of_the_api_where_none_may_be(good: Good) -> Changes:
    """A code of the API's own stands beside a status that the guide lets have none."""
    if good.is_error and good.response.status not in {400, 403, 404, 409, 422}:
        yield from _set(good, "code", "SIM_SWAP.SOMETHING")


@operator
def message_emptied(good: Good) -> Changes:
    """The message says nothing."""
    if good.is_error:
        yield from _set(good, "message", "", " ", "\t\n", "\u00a0")


@operator
def status_in_the_body_differs(good: Good) -> Changes:
    """The body's status is another one, in another form or of another sign."""
    if good.is_error:
        status = good.response.status
        yield from _set(good, "status", status + 1, 0, 200, -status, status * 10, 1e400)
        yield from _set(good, "status", f"{status} ", f"HTTP {status}")


def _dates(good: Good, *forms: str) -> Iterator[Response]:
    """Yield the answer with the moment in each form, which `strftime` reads."""
    told = good.body.get("latestSimChange")
    if told is not None:
        moment = datetime.fromisoformat(told)
        yield from _set(good, "latestSimChange", *(moment.strftime(form) for form in forms))


@operator
def date_without_a_zone(good: Good) -> Changes:
    """The moment has no zone: nobody knows which hour is meant."""
    return _dates(good, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f")


@operator
def date_in_another_form(good: Good) -> Changes:
    """The moment is written as another standard, database or language writes it."""
    yield from _dates(
        good,
        *("%Y-%m-%d %H:%M:%SZ", "%Y-%m-%d", "%Y-%m-%dT%H:%MZ", "%Y%m%dT%H%M%SZ", "%s"),
        *("%d/%m/%YT%H:%M:%SZ", "%m/%d/%Y", "%Y-%jT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S,5Z"),
        *("%Y-%m-%dT%H:%M:%S UTC", "%Y-%m-%dT%H:%M:%S+00", "%Y-%m-%dT%H:%M:%S+0000"),
        *("%Y-%m-%dT%H:%M:%S[UTC]", "%Y-%m-%dT%H:%M:%SZ[UTC]", "%a %b %d %H:%M:%S %Y"),
        *("%Y-%m-%dT%H:%M:%S.Z", "%Y-%m-%dT%H:%M:%S+00:00Z", "%y-%m-%dT%H:%M:%SZ"),
        *("%Y-%m-%dT%H:%M:%SZ\n", " %Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%I:%M:%S %pZ"),
    )
    if good.body.get("latestSimChange") is not None:
        moment = datetime.fromisoformat(good.body["latestSimChange"])
        yield with_member(good.response, "latestSimChange", format_datetime(moment))


@operator
def date_that_does_not_exist(good: Good) -> Changes:
    """The day or hour is none of the calendar's."""
    return _dates(
        good,
        *("%Y-02-30T%H:%M:%SZ", "%Y-13-%dT%H:%M:%SZ", "%Y-00-%dT%H:%M:%SZ"),
        *("%Y-%m-00T%H:%M:%SZ", "%Y-%m-%dT24:00:00Z", "%Y-%m-%dT%H:60:%SZ"),
        *("%Y-%m-%dT%H:%M:61Z", "%Y-%m-%dT%H:%M:%S+24:00", "2023-02-29T%H:%M:%SZ"),
    )


@operator
def word_for_a_date(good: Good) -> Changes:
    """A word stands where a moment or null belongs."""
    return _set(good, "latestSimChange", "", "null", "never", "N/A", "unknown", "0")


@operator
def date_of_no_calendar(good: Good) -> Changes:
    """Digits of another script, or the number of seconds since 1970."""
    return _set(good, "latestSimChange", "٢٠٢٣-07-03T12:27:08Z", 1688387228, 1688387228000)


@operator
def number_in_another_form(good: Good) -> Changes:
    """The number is not E.164 with a plus, or is masked."""
    number = good.body.get("devicePhoneNumber")
    if number is not None:
        digits = number.removeprefix("+")
        yield from _set(
            good,
            "devicePhoneNumber",
            *(digits, f"00{digits}", f"tel:{number}", f"+ {digits}", f"++{digits}", ""),
            *(f"+0{digits[2:]}", f"{number[:6]}****{number[-2:]}", f"{number}\n", "+"),
            *(
                f"{number[:3]} {number[3:]}",
                f"{number[:3]}-{number[3:]}",
                "unknown",
                f" {number}",
            ),
            *("+1234", "+" + "4" * 16, "+٤٤٧٧٠٠٩٠٠١٠١", f"+{digits};ext=1", int(digits)),
        )


@operator
def period_that_is_no_number(good: Good) -> Changes:
    """The monitored period is a duration or a range."""
    return _set(good, "monitoredPeriod", "P30D", "30 days", None, [0, 30], {"days": 30})
