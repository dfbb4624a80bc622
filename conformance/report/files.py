"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 beside its place and move it there, so that no half file shows.

    Lone surrogates are spelled out. Raises OSError if the folder cannot be written.
    """
    with writing_whole(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside its place, for what is too long to be built as one text.

    It is moved there when the context ends well, and taken away when it doesn't. Raises
    OSError if the folder cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
