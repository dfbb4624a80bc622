"""When to stop asking an address that does not answer."""

import time

from conformance.target.errors import RateLimited, TargetError, TargetUnreachable, Unsendable
from conformance.target.sharing import Shared

# A host that refuses so many connections in a row, or an endpoint that lets so many requests
# wait until their time is over, will do so again; each further try would wait as long.
_REFUSED_IN_A_ROW = 3
_UNANSWERED_IN_A_ROW = 5
# A target that says "try again in an hour" ends the case instead of stopping the run.
LONGEST_PAUSE_SECONDS = 30.0


class Patience:
    """Counts failures in a row, by host for connections and by endpoint for answers.

    All processes of a run count together; two that fail at the same moment may count as one.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def refuse_hopeless(self, url: str) -> None:
        """Raise at once what a further request would only raise after a while."""
        host, endpoint = host_of(url), _endpoint(url)
        self.refuse_unwelcome(url)
        if self._failures(host) >= _REFUSED_IN_A_ROW:
            raise TargetUnreachable(
                f"{host} refused {_REFUSED_IN_A_ROW} connections in a row", host
            )
        if self._failures(endpoint) >= _UNANSWERED_IN_A_ROW:
            raise TargetError(
                f"{endpoint} left {_UNANSWERED_IN_A_ROW} requests in a row without an answer"
            )

    def obey(self, url: str, seconds: float) -> None:
        """Ask nothing more of the URL's host for so many seconds, which it asked for."""
        wish = (time.monotonic() + seconds, seconds)
        self._shared.put(("left alone", host_of(url)), wish)

    def refuse_unwelcome(self, url: str) -> None:
        """Raise `RateLimited` as long as the URL's host wants to be left alone."""
        host = host_of(url)
        until, seconds = self._shared.get(("left alone", host)) or (0.0, 0.0)
        if time.monotonic() < until:
            raise RateLimited(
                f"{host} asks to be left alone for {seconds:.12g} s (429 with Retry-After), "
                f"and a case waits {LONGEST_PAUSE_SECONDS:g} s at most: run again later"
            )

    def note(self, url: str, problem: TargetError | None) -> None:
        """Take note of how a request ended; an answer starts the count anew."""
        host, endpoint = host_of(url), _endpoint(url)
        if isinstance(problem, Unsendable):
            return
        if isinstance(problem, TargetUnreachable):
            self._count(host, self._failures(host) + 1)
        elif problem is not None:
            self._count(endpoint, self._failures(endpoint) + 1)
        else:
            self._count(host, 0)
            self._count(endpoint, 0)

    def _failures(self, address: str) -> int:
        return self._shared.get(("failures", address)) or 0

    def _count(self, address: str, failures: int) -> None:
        # Told to the others only where it changes: nearly every request is answered.
        if failures != self._failures(address):
            self._shared.put(("failures", address), failures)


def host_of(url: str) -> str:
    """Return scheme, name and port of a URL, as they are written."""
    return "/".join(url.split("/", 3)[:3])


def _endpoint(url: str) -> str:
    return url.partition("?")[0].rstrip("/") + "/"
