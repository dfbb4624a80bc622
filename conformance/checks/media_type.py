"""What can be wrong with the form of a body.

Commonalities API Design Guide 0.6, section 5.8.5: JSON bodies are `application/json`, a
`charset` of UTF-8 may stand beside it, and nothing but UTF-8 is sent.
"""

from email.message import Message

from conformance.exchanges import Response


def body_is_not_application_json(response: Response) -> str | None:
    """Say so where a body's media type is another one or not told, or its coding is none.

    What a Content-Encoding does not lead to has no media type (RFC 9110 section 8.4).
    """
    if response.undecodable is not None:
        return f"the Content-Encoding is {response.undecodable!r}, which the body is not in"
    if not response.body:
        return None
    told = response.headers.get("content-type")
    if told is None:
        return "a body came without Content-Type"
    media_type = _parsed(told).get_content_type()
    is_json = media_type == "application/json" and told.strip().lower().startswith(media_type)
    return None if is_json else f"the body's Content-Type is {told!r}, not application/json"


def body_is_not_utf_8(response: Response) -> str | None:
    """Say so where the body is no UTF-8, or claims to be something else."""
    charset = _parsed(response.headers.get("content-type", "")).get_content_charset()
    if charset not in (None, "utf-8", "utf8"):
        return f"the Content-Type names charset {charset}"
    # Legal UTF-8, but in no JSON text: every other byte of UTF-16, three of four in UTF-32.
    nul = response.body.find(b"\0")
    if nul >= 0:
        return f"byte {nul} of the body is NUL, as in UTF-16 and UTF-32"
    try:
        response.body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A body cut at the suite's own bound may end inside a character.
        if response.body_truncated_bytes and error.start >= len(response.body) - 3:
            return None
        return f"byte {error.start} of the body is not UTF-8"
    return None


def _parsed(content_type: str) -> Message:
    message = Message()
    message["Content-Type"] = content_type
    return message
