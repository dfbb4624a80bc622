"""`serve`: the embedded provider for application developers."""

import shlex
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from conformance.reference import FAULTS, ReferenceProvider, serve_forever
from conformance.run.errors import Unusable


def serve_provider(
    dialect: str,
    faults: tuple[str, ...],
    port: int,
    show: Callable[[str], None],
    releases: tuple[str, ...] = (),
) -> None:
    """Serve until Ctrl-C; raises `Unusable` for an unknown name or a taken port.

    `releases` are such as `sim-swap=1.0.0`; without them a fault is served in the releases
    in which it shows.
    """
    for fault in faults:
        _refuse_unknown(fault, FAULTS)
    api_releases = dict(map(_release, releases))
    for fault in faults:
        api_releases = {**FAULTS[fault].api_releases, **api_releases}

    def announce(provider: ReferenceProvider) -> None:
        show(f"# The reference provider answers at {provider.base_url}; stop it with Ctrl-C.")
        show("# Another shell runs the suite against it after these lines:")
        for name, value in provider.variables.items():
            show(f"export {name}={shlex.quote(value)}")

    try:
        serve_forever(announce, dialect, faults, port=port, api_releases=api_releases)
    except ValueError as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(
            f"port {port} can't be had ({error.strerror}): name another --port"
        ) from error


def _release(named: str) -> tuple[str, str]:
    api, equals, release = named.partition("=")
    if not equals:
        raise Unusable(f"--release {named}: write API=RELEASE, such as sim-swap=1.0.0")
    return api, release


def _refuse_unknown(fault: str, known: Iterable[str]) -> None:
    if fault in known:
        return
    near = get_close_matches(fault, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `serve --list-faults`"
    raise Unusable(f"there is no fault {fault!r}: {hint}")


def fault_lines() -> Iterator[str]:
    """Return every fault with the mistake that it stands for."""
    width = max(map(len, FAULTS))
    for identifier, fault in FAULTS.items():
        yield f"{identifier:<{width}}  {fault.summary}"
