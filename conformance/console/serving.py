"""`serve`: the embedded provider for application developers."""

import shlex
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from conformance.reference import FAULTS, ReferenceProvider, serve_forever
from conformance.run.errors import Unusable


def serve_provider(
    dialect: str, faults: tuple[str, ...], port: int, show: Callable[[str], None]
) -> None:
    """Serve until Ctrl-C; raises `Unusable` for an unknown name or a taken port."""
    for fault in faults:
        _refuse_unknown(fault, FAULTS)

    def announce(provider: ReferenceProvider) -> None:
        show(f"# The reference provider answers at {provider.base_url}; stop it with Ctrl-C.")
        show("# Another shell runs the suite against it after these lines:")
        for name, value in provider.variables.items():
            show(f"export {name}={shlex.quote(value)}")

    try:
        serve_forever(announce, dialect=dialect, faults=faults, port=port)
    except ValueError as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(
            f"port {port} can't be had ({error.strerror}): name another --port"
        ) from error


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
