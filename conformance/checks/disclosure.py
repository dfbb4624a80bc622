"""What an answer tells that nobody asked for: the server's inside, other people's data.

RFC 9457 section 5 warns of errors that expose how a service is made inside; the OWASP API
Security Top 10 (2023), API3 and API8, of members and traces that tell too much.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from conformance.checks.envelope import is_error
from conformance.exchanges import Request, Response

# Traces of the platforms that such services run on, and the names that only a trace has.
_INSIDE = re.compile(
    r"Traceback \(most recent call last\)"
    r"|File \\?\"[^\"]{1,200}\", line \d+"
    r"|\bat [\w.$<>]{1,200}\([\w.$ ]{1,100}:\d+\)"
    r"|\bat (?:async )?(?:[\w.$<>]{1,100} )?\(?[^\s]{1,200}\.(?:js|ts|mjs):\d+:\d+"
    r"|\.cs:line \d+|\.php\(\d+\): |\.rb:\d+:in |\bpanicked at "
    r"|goroutine \d+ \["
    r"|\b(?:java|javax|jakarta|org|com|io|net)\.[\w.]{1,200}(?:Exception|Error)\b"
    r"|\bSystem\.[\w.]{1,100}Exception\b"
    r"|\bSQLSTATE\b|\bORA-\d{5}\b|\bpsycopg\d?\.|\bpymysql\."
)
# Addresses that no client can reach (RFC 1918, loopback, link-local), names that only resolve
# inside (RFC 6762, RFC 9476, Kubernetes).
_ADDRESS = re.compile(
    r"(?<![\d.])(?:10(?:\.\d{1,3}){3}|127(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}"
    r"|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2})(?!\.?\d)"
    r"|\b[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,6}\.(?:internal|local|svc|intranet)\b"
    r"|\blocalhost\b",
    re.IGNORECASE,
)
# IMSI: 15 digits (ITU-T E.212); ICCID: 18 to 20 that begin with 89 (ITU-T E.118); a number in
# E.164 with its plus, long enough to be somebody's.
_SUBSCRIBER = re.compile(r"(?<![\w+.-])(?:89\d{16,18}|\d{15}|\+[1-9]\d{7,14})(?![\w-])")
# Numbers of the contracts' own examples, and what introduces an example of one's own.
_EXAMPLES = frozenset({"+346661113334", "+346661113335", "+123456789", "+12345678"})
_INTRODUCES_EXAMPLE = re.compile(
    r"(?:\be\.?g\.?|\bexamples?|\bsuch as|\blike|\bejemplo)[\s:,('\"\\`]*\Z", re.IGNORECASE
)
# A page that is longer tells what it tells at its beginning as well.
_READ_BYTES = 65_536
_SENSITIVE = frozenset(
    {
        *("imsi", "iccid", "imei", "imeisv", "eid", "msisdn", "phonenumber"),
        *(
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "token",
            "password",
            "secret",
            "pin",
            "puk",
        ),
        *("email", "birthdate", "address", "customername", "subscribername"),
        # What one operation is asked and consented for, and no other one.
        *("devicephonenumber", "latestsimchange"),
    }
)


def error_tells_its_inside(request: Request, response: Response) -> str | None:
    """Say so where an error shows a stack trace, or a host that clients can't reach.

    What the request had in it may come back.
    """
    if not is_error(response):
        return None
    text, sent = _text(response), _sent(request)
    if _INSIDE.search(text) is not None:
        return "the error shows a stack trace"
    told = (match.group() for match in _ADDRESS.finditer(text))
    inside = next((each for each in told if each.lower() not in sent.lower()), None)
    return "the error names an internal host" if inside is not None else None


def error_tells_subscriber_data(request: Request, response: Response) -> str | None:
    """Say so where an error tells an IMSI, an ICCID or a phone number that was not sent."""
    if not is_error(response):
        return None
    text, sent = _text(response), _sent(request)
    for match in _SUBSCRIBER.finditer(text):
        told = match.group()
        example = told in _EXAMPLES or _INTRODUCES_EXAMPLE.search(text[: match.start()])
        if told not in sent and not example:
            kind = "a phone number" if told.startswith("+") else "an IMSI or ICCID"
            return f"the error tells {kind} that was not sent"
    return None


def success_tells_something_sensitive(
    request: Request, response: Response, declared: frozenset[str] = frozenset()
) -> str | None:
    """Say so where a success has a member of that sort, unless its value was sent.

    `declared` are the members that the contract gives this success.
    """
    sent = _sent(request)
    for name, value in _members(_json(response)):
        told = value not in (None, "") and str(value) not in sent
        if name not in declared and _bare(name) in _SENSITIVE and told:
            return f"the success tells {name!r}"
    return None


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Return every member at any depth; a loop, as a target may nest without end."""
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            yield from each.items()
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _json(response: Response) -> Any:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def _text(response: Response) -> str:
    """Return the body with line ends and quotes as they were before they went into JSON."""
    text = response.body[:_READ_BYTES].decode("utf-8", "replace")
    return text.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')


def _sent(request: Request) -> str:
    headers = " ".join(value for _, value in request.headers)
    return f"{request.url} {headers} {(request.body or b'').decode('utf-8', 'replace')}"
