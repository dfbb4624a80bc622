"""The embedded provider: in a thread for tests, or for a person in a terminal."""

import signal
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType

from starlette.applications import Starlette

from conformance.reference.application import (
    api_routes,
    application,
    authorization_routes,
)
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.scopes import (
    API_SCOPES,
    NUMBER_VERIFICATION_SCOPES,
)
from conformance.reference.authorization.transport_rules import (
    Certificate,
    Versions,
    server_context,
)
from conformance.reference.clock import Clock
from conformance.reference.dialects import DIALECTS, Dialect
from conformance.reference.faults import FAULTS
from conformance.reference.keys import ClientKeys
from conformance.reference.releases import speak
from conformance.reference.rules import Rules
from conformance.reference.server import Server
from conformance.reference.subscribers import SWAPPED_HOURS_AGO
from conformance.reference.world import TS43_LINE, World, build

_EXPIRED_SINCE = 3600
"""Seconds: an hour is more than any clock skew that a server may forgive."""
_SMS_TOKEN_LIVES = 30 * 86400
"""Seconds: `serve` may run for days, and its variables are printed once."""


class ReferenceProvider:
    """A correct provider of both APIs on loopback, or one with named faults.

    `dialect` is a name or one of your own; `api_releases` names, for an API, the release that
    it speaks instead of the dialect's. Use it as a context manager, or call `start` and
    `stop`. ValueError names a dialect, a fault or a release that does not exist. With `tls`
    it speaks https. While it runs, `base_url` is where it answers and `variables` are the
    environment variables of the bundled profiles.
    """

    def __init__(  # noqa: PLR0913 - each has a default and is what a provider can differ in
        self,
        dialect: str | Dialect = "camara",
        faults: Iterable[str] = (),
        port: int = 0,
        host: str = "127.0.0.1",
        security_release: str = "0.5.0",
        tls: Certificate | None = None,
        *,
        api_releases: Mapping[str, str] | None = None,
    ) -> None:
        self._tls = tls
        self._servers: list[Server] = []
        self._security_release = security_release
        self._faults = tuple(faults)
        _refuse_unknown("fault", self._faults, FAULTS)
        self._dialect = dialect if isinstance(dialect, Dialect) else _named(dialect)
        self._api_releases = {**self._dialect.api_releases, **(api_releases or {})}
        self._host = host
        self._port = port
        self._keys: ClientKeys | None = None
        self._world: World | None = None
        self.variables: dict[str, str] = {}

    @property
    def base_url(self) -> str:
        """Scheme, host and port; RuntimeError while it is not running."""
        return self._running.base_url

    @property
    def clock(self) -> Clock:
        """The provider's clock, which a test may move forward."""
        return self._running.clock

    @property
    def rules(self) -> Rules:
        """The decisions it goes by, which a test may change while it runs."""
        return self._running.rules

    @property
    def _running(self) -> World:
        """The world of a provider that runs."""
        if self._world is None:
            raise RuntimeError("The reference provider is not running.")
        return self._world

    def register(self, client: Client) -> None:
        """Register one more client."""
        self._running.clients.register(client)

    def start(self) -> None:
        """Bind, make keys and tokens, and serve; OSError if the port is taken."""
        server = self._listener(self._port)
        rules = Rules()
        rules.authorization.release = self._security_release
        for api, release in self._api_releases.items():
            speak(rules, api, release)
        self._dialect.shape(rules)
        for fault in self._faults:
            FAULTS[fault].function(rules)
        authorization = self._listener(0) if self._dialect.own_authorization_host else server
        urls = self._url(server), self._url(authorization)
        self._world = build(urls[0], self._dialect, rules, issuer_url=urls[1])
        self._keys = ClientKeys(self._world.clients, self._dialect.client_secrets)
        self.variables = _variables(self._world) | self._keys.variables
        transport = rules.authorization.transport
        app = self._serve(server, authorization, self._context(transport.versions))
        if self._tls is not None and transport.backchannel is not None:
            beside = self._listener(0)
            beside.start(app, self._context(transport.backchannel))
            transport.backchannel_url = f"{self._url(beside)}/bc-authorize"

    def _serve(
        self, server: Server, authorization: Server, tls: ssl.SSLContext | None
    ) -> Starlette:
        """Serve all of it at one address, or the authorization server at one of its own."""
        if authorization is server:
            app = application(self._running)
            server.start(app, tls)
            return app
        server.start(application(self._running, api_routes), tls)
        app = application(self._running, authorization_routes)
        authorization.start(app, tls)
        return app

    def stop(self) -> None:
        """Stop serving, and remove the private keys; harmless if it is not running."""
        for server in self._servers:
            server.stop()
        if self._keys is not None:
            self._keys.remove()
        self._servers = []
        self._keys = self._world = None
        self.variables = {}

    def _listener(self, port: int) -> Server:
        """Return a server that is bound to a port, 0 for any."""
        server = Server(self._host, port)
        self._servers.append(server)
        return server

    def _url(self, server: Server) -> str:
        """Return where a server answers."""
        scheme = "http" if self._tls is None else "https"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{server.port}"

    def _context(self, versions: Versions) -> ssl.SSLContext | None:
        """Return the TLS side of a server, None without TLS."""
        return None if self._tls is None else server_context(self._tls, versions)

    def __enter__(self) -> "ReferenceProvider":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


def serve_forever(
    announce: Callable[[ReferenceProvider], None],
    dialect: str = "camara",
    faults: Iterable[str] = (),
    host: str = "127.0.0.1",
    port: int = 9091,
    api_releases: Mapping[str, str] | None = None,
) -> None:
    """Serve until Ctrl-C; `announce` is called once, as soon as requests are answered.

    To be called from the main thread. ValueError for an unknown dialect, fault or release,
    OSError for a port that is taken.
    """
    # A container is stopped by SIGTERM, and the private keys must not outlive it either.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ReferenceProvider(
            dialect, faults, port, host, api_releases=api_releases
        ) as provider:
            announce(provider)
            threading.Event().wait()
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _named(dialect: str) -> Dialect:
    """Return the dialect of a name; ValueError if there is none."""
    _refuse_unknown("dialect", (dialect,), DIALECTS)
    return DIALECTS[dialect]


def _refuse_unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise ValueError for a name that is not known, and say which are."""
    for name in names:
        if name not in known:
            raise ValueError(f"there is no {kind} {name!r}; there are: {', '.join(known)}")


def _token(
    world: World, method: Method, scopes: frozenset[str], lives: float, age: float
) -> str:
    """Return a ready-made token for the user of swapped-3h."""
    grant = Grant("reference-main", scopes, method, "swapped-3h")
    return world.issuer.access_token(grant, " ".join(sorted(scopes)), lives, age)


def _variables(world: World) -> dict[str, str]:
    """Return what a profile must know of this provider, keys of clients aside."""
    mounts, issuer = world.rules.mounts, world.issuer.url
    expired = _token(world, Method.NETWORK, API_SCOPES, 60, _EXPIRED_SINCE + 60)
    by_sms = _token(world, Method.SMS, NUMBER_VERIFICATION_SCOPES, _SMS_TOKEN_LIVES, 0)
    return {
        "REFERENCE_SIM_SWAP": world.base_url + mounts["sim-swap"],
        "REFERENCE_NUMBER_VERIFICATION": world.base_url + mounts["number-verification"],
        "REFERENCE_SECURITY_RELEASE": world.rules.authorization.release,
        "REFERENCE_DISCOVERY": f"{issuer}/.well-known/openid-configuration",
        "REFERENCE_EXPIRED_TOKEN": expired,
        "REFERENCE_SMS_OTP_TOKEN": by_sms,
        **(
            {"REFERENCE_AUTHORIZATION": issuer} if world.dialect.own_authorization_host else {}
        ),
        **_operator_tokens(world),
        **_swap_times(world),
    }


def _operator_tokens(world: World) -> dict[str, str]:
    """Return REFERENCE_TS43_TOKEN of the line `ts43`, and ..._OF_<LINE> of each other one."""
    return {
        f"REFERENCE_TS43_TOKEN{'' if line_id == TS43_LINE else '_OF_' + _shouted(line_id)}": (
            token
        )
        for line_id, token in world.operator_tokens.items()
    }


def _shouted(line_id: str) -> str:
    """Return a line's id as the name of a variable has it."""
    return line_id.upper().replace("-", "_")


def _swap_times(world: World) -> dict[str, str]:
    """Return REFERENCE_<LINE>_CHANGED_AT, as RFC 3339, for each line with a swap."""
    times = {}
    for line_id in SWAPPED_HOURS_AGO:
        changed = world.subscribers.by_id(line_id).changed_at
        if changed is not None:
            name = f"REFERENCE_{_shouted(line_id)}_CHANGED_AT"
            times[name] = changed.isoformat().replace("+00:00", "Z")
    return times
