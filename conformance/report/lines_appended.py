"""A file of lines that one process appends to, and of which a kill takes no whole line."""

import errno
import os
import sys
from io import RawIOBase
from pathlib import Path
from threading import Lock

# Bytes that are looked at at once for the end of the last whole line.
_BLOCK = 65_536


class LinesAppended:
    """Appends lines to a file; usable from several threads.

    A last line that was left unfinished is taken away first, or the next one would continue
    it. Raises BlockingIOError while another process writes the file, and OSError if it can't
    be opened.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b", buffering=0)
        self._lock = Lock()
        try:
            _lock_for_this_process(self._file)
            self._file.truncate(_end_of_lines(self._file))
        except BaseException:
            self._file.close()
            raise

    def append(self, line: bytes) -> None:
        """Append a line, given without its end.

        Raises OSError if the disk is full, ValueError after closing.
        """
        with self._lock:
            # Unbuffered: what is written is with the operating system, whatever becomes of us.
            left = memoryview(line + b"\n")
            while left:
                left = left[self._file.write(left) :]

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._lock:
            self._file.close()


def _lock_for_this_process(file: RawIOBase) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    try:
        # It ends with the process, however that ends, and no forked worker inherits it.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            raise BlockingIOError(error.errno, error.strerror) from None
        # A file system without locks: nothing worse than without asking.


def _end_of_lines(file: RawIOBase) -> int:
    """Return where the last whole line ends, looking from the end of the file."""
    end = file.seek(0, os.SEEK_END)
    while end > 0:
        begin = max(0, end - _BLOCK)
        file.seek(begin)
        block = file.read(end - begin) or b""
        newline = block.rfind(b"\n")
        if newline >= 0:
            return begin + newline + 1
        end = begin
    return 0
