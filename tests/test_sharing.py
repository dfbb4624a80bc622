"""What forked processes share: numbers without a gap, locks that a kill gives back."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance.target.sharing import Shared
from tests.support.command import wait_until

PROCESSES = 5
TIMES = 200


def forked(work: Callable[[], None]) -> int:
    """Do something in a forked process, and return its id."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def ended(pids: list[int]) -> None:
    """Wait for processes that end well."""
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0] * len(
        pids
    )


@pytest.fixture
def shared() -> Shared:
    """Return a memory that is ready for other processes."""
    made = Shared()
    made.share()
    return made


@pytest.mark.parametrize(("first", "step"), [(1, 1), (2, 3)])
def test_no_number_is_given_twice(shared: Shared, first: int, step: int) -> None:
    def work() -> None:
        for _ in range(TIMES):
            shared.put(("number", shared.next_number(first, step)), os.getpid())

    ended([forked(work) for _ in range(PROCESSES)])
    numbers = range(first, first + PROCESSES * TIMES * step, step)
    givers = [shared.get(("number", number)) for number in numbers]
    assert None not in givers
    assert shared.last_number == numbers[-1]


def test_requests_are_counted_together(shared: Shared) -> None:
    def work() -> None:
        spent = sum(shared.spend(PROCESSES * TIMES - 7) for _ in range(TIMES))
        shared.put(("spent", os.getpid()), spent)

    pids = [forked(work) for _ in range(PROCESSES)]
    ended(pids)
    assert sum(shared.get(("spent", pid)) for pid in pids) == PROCESSES * TIMES - 7


def test_what_several_want_is_made_once(shared: Shared) -> None:
    def make() -> int:
        shared.put(("made by", os.getpid()), True)
        time.sleep(0.05)
        return os.getpid()

    pids = [forked(lambda: shared.put(os.getpid(), shared.once("it", make))) for _ in range(4)]
    ended(pids)
    makers = [pid for pid in pids if shared.get(("made by", pid))]
    assert len(makers) == 1
    assert [shared.get(pid) for pid in pids] == makers * len(pids)


def test_what_could_not_be_made_is_tried_again(shared: Shared) -> None:
    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        shared.once("it", fail)
    assert shared.once("it", lambda: 7) == 7
    assert shared.once("it", lambda: 8, lambda kept: kept > 7) == 8


def test_kill_gives_a_slot_back(shared: Shared) -> None:
    def hold() -> None:
        with shared.slot(1):
            shared.put("held", True)
            time.sleep(60)

    pid = forked(hold)
    wait_until(lambda: bool(shared.get("held")), "another process' hold of the slot")
    assert not shared.has_free_slot(1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert shared.has_free_slot(1)


@pytest.mark.parametrize("processes", ["one", "several"])
def test_threads_of_a_process_wait_for_each_other(processes: str) -> None:
    memory = Shared()
    if processes == "several":
        memory.share()
    made: list[int] = []
    within, most = set[int](), 0

    def make(number: int) -> int:
        made.append(number)
        return number

    def work(number: int) -> int:
        nonlocal most
        with memory.slot(3):
            within.add(number)
            most = max(most, len(within))
            time.sleep(0.002)
            within.remove(number)
        return memory.once("it", lambda: make(number))

    with ThreadPoolExecutor(8) as threads:
        kept = set(threads.map(work, range(64)))
    assert most == 3
    assert kept == set(made)
    assert len(made) == 1


def test_slots_are_shared_by_threads_of_several_processes(shared: Shared) -> None:
    def one_after_the_other(_: int) -> None:
        with shared.slot(2):
            now = shared.next_number(1, 1)
            time.sleep(0.001)
            shared.put(("held", now), True)

    def work() -> None:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(one_after_the_other, range(20)))

    ended([forked(work) for _ in range(3)])
    assert all(shared.get(("held", number)) for number in range(1, 61))
    assert shared.last_number == 60


def test_full_memory_is_not_shared_any_more(shared: Shared) -> None:
    shared.put("large", bytes(7 * 1024 * 1024))
    shared.put("too large", bytes(2 * 1024 * 1024))
    seen = forked(lambda: shared.put("seen", [shared.get("large") is not None]))
    ended([seen])
    assert len(shared.get("too large")) == 2 * 1024 * 1024
    assert shared.get("seen") == [True]
