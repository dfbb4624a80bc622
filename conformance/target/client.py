"""The one place from which requests leave: every request is paced, bounded and recorded."""

import time
from datetime import UTC, datetime

import httpx

from conformance import __version__
from conformance.exchanges import Exchange, Purpose, Request, Response
from conformance.profile.model import Profile
from conformance.target.deadline import Deadline, DeadlineTransport
from conformance.target.errors import TargetError, TargetUnreachable, Unsendable
from conformance.target.pacing import Pacer, pause_of
from conformance.target.patience import LONGEST_PAUSE_SECONDS, Patience, host_of
from conformance.target.recording import Recorder
from conformance.target.tls import verification

# No answer of these APIs comes near a mebibyte; more is read by nobody and kept nowhere.
MAX_BODY_BYTES = 1_048_576


class Target:
    """HTTP client of one deployment, under the profile's limits and TLS settings.

    Redirects are not followed: an API answers itself, and a flow's redirect is its answer.
    Cookies are not kept: the next request may be another line's device.
    """

    def __init__(
        self,
        profile: Profile,
        recorder: Recorder,
        rate: float | None = None,
        at_a_time: int | None = None,
    ) -> None:
        self.recorder = recorder
        self.shared = recorder.shared
        """What all processes of the run know together."""
        self._http = profile.http
        self._timeout = profile.http.timeout
        self._patience = Patience(self.shared)
        limits = profile.effective_limits
        self.longest_wait = limits.longest_wait
        """Seconds that a case may wait for a user, or for something to expire."""
        self.pacer = Pacer(
            rate or limits.requests_per_second,
            limits.max_requests,
            at_a_time or limits.workers,
            self.shared,
        )
        self._verify = verification(profile.http)
        self._deadline = Deadline()
        self.reconnect()

    def reconnect(self) -> None:
        """Begin with connections of its own, as a forked process must."""
        self._transport = DeadlineTransport(self._verify, self._http.proxy, self._deadline)
        # Only makes requests. Sent through it, they would follow a redirect's address into
        # errors of their own, and a cookie would give the next line's device the session, and
        # so the token, of this one's user.
        self._client = httpx.Client(
            transport=self._transport,
            headers={
                "User-Agent": f"camara-conformance/{__version__}",
                **self._http.headers,
            },
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, request: Request, purpose: Purpose) -> Exchange:
        """Send one request and return the exchange, which has a response.

        Raises `TargetUnreachable` where no connection came about, `TargetError` where the
        answer never came or was no HTTP, `RequestBudgetSpent` where the profile allows no
        more, `RateLimited` where the host asks to be left alone for longer than a case
        waits. What was sent is recorded in each case; an address that has not answered for a
        while, or wants to be left alone, is not asked any more, and raises at once.
        """
        self._patience.refuse_hopeless(request.url)
        with self.pacer.turn():
            # Another worker may have been told while this one waited for its turn.
            self._patience.refuse_unwelcome(request.url)
            exchange, problem = self._exchanged(request, purpose)
            unwanted = not self._obey_pause(exchange)
        self.recorder.record(exchange)
        self._patience.note(request.url, problem)
        if problem is not None:
            raise problem
        if unwanted:
            self._patience.refuse_unwelcome(request.url)
        return exchange

    def _exchanged(
        self, request: Request, purpose: Purpose
    ) -> tuple[Exchange, TargetError | None]:
        number = self.recorder.next_number()
        started_at, started = datetime.now(UTC), time.perf_counter()
        response, problem, sent = None, None, request
        try:
            built = self._build(request)
            sent = _as_sent(built, request.body)
            response = self._receive(built)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            problem = _problem(error, request.url, self._timeout)
            # What httpx makes of no URL would show as a request that nobody asked for.
            sent = request if isinstance(error, httpx.UnsupportedProtocol) else sent
        exchange = Exchange(
            number=number,
            case=self.recorder.case,
            purpose=purpose,
            request=sent,
            response=response,
            error=None if problem is None else str(problem),
            seconds=time.perf_counter() - started,
            started_at=started_at,
        )
        return exchange, problem

    def _build(self, request: Request) -> httpx.Request:
        return self._client.build_request(
            request.method, request.url, headers=list(request.headers), content=request.body
        )

    def _receive(self, request: httpx.Request) -> Response:
        self._deadline.set(self._timeout)
        response = self._transport.handle_request(request)
        response.request = request
        try:
            body, dropped = _bounded_body(response)
        finally:
            response.close()
            self._transport.drop_unasked_answers()
        return Response(
            response.status_code, response.reason_phrase, response.headers, body, dropped
        )

    def _obey_pause(self, exchange: Exchange) -> bool:
        """Keep the pause that a 429 asks for; False if it is longer than a case waits."""
        if (
            exchange.response is None
            or exchange.response.status != httpx.codes.TOO_MANY_REQUESTS
        ):
            return True
        headers = exchange.response.headers
        seconds = pause_of(headers.get("retry-after"), headers.get("date"))
        if seconds > LONGEST_PAUSE_SECONDS:
            self._patience.obey(exchange.request.url, seconds)
            return False
        self.pacer.back_off(seconds)
        return True


def _bounded_body(response: httpx.Response) -> tuple[bytes, int]:
    kept = bytearray()
    dropped = 0
    for chunk in response.iter_bytes():
        room = MAX_BODY_BYTES - len(kept)
        kept += chunk[:room]
        dropped += max(0, len(chunk) - room)
        if dropped:
            break
    return bytes(kept), dropped


def _as_sent(built: httpx.Request, body: bytes | None) -> Request:
    headers = tuple((name, value) for name, value in built.headers.multi_items())
    return Request(built.method, str(built.url), headers, body)


def _problem(error: Exception, url: str, timeout: float) -> TargetError:
    where = host_of(url)
    obstacle = _obstacle(error, url, where, timeout)
    if obstacle is not None:
        return TargetUnreachable(obstacle, where)
    if isinstance(error, httpx.TimeoutException):
        return TargetError(f"{where} did not answer within {timeout:g} s (http.timeout)")
    if isinstance(error, httpx.LocalProtocolError | UnicodeError):
        # Its own words quote the header, a token's bytes escaped beyond recognition.
        return Unsendable(f"the request to {where} holds what HTTP can't carry")
    return TargetError(f"{where} broke off: {type(error).__name__}: {error}")


def _obstacle(error: Exception, url: str, where: str, timeout: float) -> str | None:
    """Return why no connection came about, None if one did."""
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return f"{url.partition('?')[0][:100]} is no URL that a request can go to"
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return f"{where} did not accept a connection within {timeout:g} s"
    if isinstance(error, httpx.ConnectError):
        return f"no connection to {where}: {error}"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy gave no connection to {where}: {error}"
    return None
