"""What generated requests are made from, worked out while the other cases begin."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread

from conformance.plan import PlannedCase
from conformance.scenarios.session import Session


@contextmanager
def imports_beside(cases: Iterable[PlannedCase]) -> Iterator[None]:
    """Import what generated requests take, a second's work, while something else waits."""
    carried_out = (case for case in cases if case.withheld is None)
    if not any(case.requirement.carried_by == "property" for case in carried_out):
        yield
        return
    thread = Thread(target=_import)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _import() -> None:
    with suppress(Exception):  # whoever needs it imports it anew, and says what is wrong
        import_module("conformance.properties.generation")


class Preparation:
    """A thread that prepares the generators of some APIs, about three seconds in all.

    Processes that are forked once it is over need not do it again, each for itself. None may
    be forked before: it would be born with an import of this thread half done.
    """

    def __init__(self, session: Session, apis: Iterable[str]) -> None:
        self._session = session
        self._apis = tuple(apis)
        self._stopped = False
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Start, if there is anything to prepare."""
        if self._apis:
            self._thread = Thread(target=self._prepare, daemon=True)
            self._thread.start()

    @property
    def over(self) -> bool:
        """Whether processes may be forked, and know of the generators."""
        if self._thread is not None and not self._thread.is_alive():
            self._thread = None
            # What is there before a fork is not looked at again, or each process would copy
            # it.
            gc.freeze()
        return self._thread is None

    def stop(self) -> None:
        """Begin with no further API."""
        self._stopped = True

    def _prepare(self) -> None:
        for api in self._apis:
            # A case that has to do it anew says what is wrong.
            with suppress(Exception):
                if not self._stopped:
                    self._session.prepare_generator(api, lambda: self._stopped)
