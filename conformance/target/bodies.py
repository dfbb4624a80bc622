"""The body of an answer: read up to a bound, decoded as its Content-Encoding says."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

# No answer of these APIs comes near a mebibyte; more is read by nobody and kept nowhere.
MAX_BODY_BYTES = 1_048_576


@dataclass(frozen=True)
class Body:
    """What was read of a body.

    `dropped` counts the bytes beyond the bound, as far as they were read; `undecodable` is
    the Content-Encoding where the body is not in it.
    """

    content: bytes
    dropped: int
    undecodable: str | None = None


class _Kept:
    """The bytes that are kept of a body, and how many more there were."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.dropped = 0

    def add(self, part: bytes) -> None:
        room = MAX_BODY_BYTES - len(self.content)
        self.content += part[:room]
        self.dropped += max(0, len(part) - room)

    def as_body(self, undecodable: str | None = None) -> Body:
        return Body(bytes(self.content), self.dropped, undecodable)


class _Tapped(httpx.SyncByteStream):
    """A stream that can be read on after its reader has given up."""

    def __init__(self, stream: httpx.SyncByteStream, kept: _Kept) -> None:
        self._stream = stream
        self._parts = iter(stream)
        self._kept = kept

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        part = next(self._parts)
        self._kept.add(part)
        return part

    def close(self) -> None:
        self._stream.close()


def read_body(response: httpx.Response) -> Body:
    """Read an answer's body, as it came where its Content-Encoding does not hold.

    Raises what httpx raises where the connection breaks.
    """
    assert isinstance(response.stream, httpx.SyncByteStream), "the transport has no other"
    raw, decoded = _Kept(), _Kept()
    response.stream = tapped = _Tapped(response.stream, raw)
    try:
        for part in response.iter_bytes():
            decoded.add(part)
            if decoded.dropped:
                break
    except httpx.DecodingError:
        for _ in tapped:
            if raw.dropped:
                break
        # What is compressed after all may hide a secret from who redacts it.
        kept = raw if _is_text(raw.content) else decoded
        return kept.as_body(response.headers["content-encoding"])
    return decoded.as_body()


def _is_text(content: bytearray) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A body cut at the bound may end inside a character.
        return error.start > MAX_BODY_BYTES - 4
    return True
