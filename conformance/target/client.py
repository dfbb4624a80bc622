"""The one place from which requests leave: every request is paced, bounded and recorded."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from conformance import __version__
from conformance.exchanges import Exchange, Purpose, Request, Response
from conformance.profile.model import Profile
from conformance.target.bodies import read_body
from conformance.target.deadline import SENT_AGAIN, Deadline, DeadlineTransport
from conformance.target.errors import (
    RateLimited,
    TargetError,
    TargetUnreachable,
    Unsendable,
)
from conformance.target.pacing import Pacer, pause_of
from conformance.target.patience import LONGEST_PAUSE_SECONDS, Patience, host_of
from conformance.target.recording import Recorder
from conformance.target.repetition import may_refuse_the_second
from conformance.target.tls import verification

# How often a request is sent again after a 429 and the pause that it asks for.
_RETRIES = 2


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

    def answered(self, make: Callable[[], Request], purpose: Purpose) -> Exchange:
        """Send a request until the answer is about it, and return the exchange.

        A 429 says nothing about the request: it is made anew, since what it proves may count
        once, and sent after the pause. Raises `RateLimited` where that does not help, and
        what `send` raises.
        """
        for _ in range(1 + _RETRIES):
            exchange = self.send(make(), purpose)
            if not _is_limit(exchange):
                return exchange
        api = purpose.kind == "api" and purpose.operation
        raise RateLimited(
            f"{api or exchange.request.url.partition('?')[0]} goes on answering 429: lower "
            "limits.requests_per_second, or ask the operator for a larger quota"
        )

    def send(self, request: Request, purpose: Purpose) -> Exchange:
        """Send one request and return the exchange, which has a response.

        Raises `TargetUnreachable` where no connection came about, `TargetError` where the
        answer never came, was no HTTP or may be about the request's second time over the
        wire, `RequestBudgetSpent` where the profile allows no
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
            response, again = self._receive(built)
            if again and may_refuse_the_second(purpose, response):
                problem = TargetError(
                    f"{host_of(request.url)} ended a kept connection without a word, and "
                    f"answered {response.status} when the request was sent again: the first "
                    "may have counted"
                )
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

    def _receive(self, request: httpx.Request) -> tuple[Response, bool]:
        self._deadline.set(self._timeout)
        response = self._transport.handle_request(request)
        response.request = request
        try:
            body = read_body(response)
        finally:
            response.close()
            self._transport.drop_unasked_answers()
        received = Response(
            status=response.status_code,
            reason=response.reason_phrase,
            headers=response.headers,
            body=body.content,
            body_truncated_bytes=body.dropped,
            undecodable=body.undecodable,
        )
        return received, SENT_AGAIN in response.extensions

    def _obey_pause(self, exchange: Exchange) -> bool:
        """Keep the pause that a 429 asks for; False if it is longer than a case waits."""
        if exchange.response is None or not _is_limit(exchange):
            return True
        headers = exchange.response.headers
        seconds = pause_of(headers.get("retry-after"), headers.get("date"))
        if seconds > LONGEST_PAUSE_SECONDS:
            self._patience.obey(exchange.request.url, seconds)
            return False
        self.pacer.back_off(seconds)
        return True


def _is_limit(exchange: Exchange) -> bool:
    response = exchange.response
    return response is not None and response.status == httpx.codes.TOO_MANY_REQUESTS


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
