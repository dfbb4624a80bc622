"""`serve`: the embedded provider for application developers."""

import shlex
from collections.abc import Callable, Iterator

from conformance.reference import FAULTS, ReferenceProvider, serve_forever
from conformance.run.errors import Unusable


def serve_provider(
    dialect: str, faults: tuple[str, ...], port: int, show: Callable[[str], None]
) -> None:
    """Serve until Ctrl-C; raises `Unusable` for an unknown name or a taken port."""

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


def fault_lines() -> Iterator[str]:
    """Return every fault with the mistake that it stands for."""
    width = max(map(len, FAULTS))
    for identifier, fault in FAULTS.items():
        yield f"{identifier:<{width}}  {fault.summary}"
