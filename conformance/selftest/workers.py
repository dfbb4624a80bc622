"""Carries out the runs of the self-test, in this process or in several."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from conformance.run.errors import Unusable
from conformance.selftest.model import FaultTrial, HonestRun
from conformance.selftest.trials import FaultJob, HonestJob

Job = FaultJob | HonestJob
Result = FaultTrial | HonestRun

_INTERRUPTED = 130
# Ending a provider and removing its keys takes a second.
_TIDY_SECONDS = 10.0


def carried_out(jobs: Sequence[Job], workers: int) -> Generator[Result, None, None]:
    """Yield the result of each job as soon as it is there.

    pytest and the embedded provider have one state a process, so that threads won't do.
    Raises `Unusable` where a worker was killed from outside. Close it, and no worker
    stays behind.
    """
    if workers == 1 or len(jobs) < 2:
        yield from (job() for job in jobs)
        return
    # Spawned, because a fork of a process with threads can deadlock.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(jobs)), context, initializer=_begin)
    try:
        for done in as_completed([pool.submit(_carry_out, job) for job in jobs]):
            yield done.result()
    except BrokenProcessPool as error:
        raise Unusable(
            "a process of the self-test was killed, perhaps for want of memory: "
            "name fewer --workers"
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        _end_workers()


def _end_workers() -> None:
    for worker in multiprocessing.active_children():
        worker.terminate()
        worker.join(_TIDY_SECONDS)
        # Its task may have taken the signal for its own: it would be waited for without end.
        worker.kill()
        worker.join()


class _Task:
    """Whether this worker has something to tidy up before it may end."""

    running = False


def _begin() -> None:
    """Make a worker end tidily, and only when it is told to or its parent is gone."""
    # Ctrl-C reaches every process of a terminal; the parent decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end(_number: int, _frame: object) -> None:
    if _Task.running:
        # The provider's private keys must not outlive it.
        raise KeyboardInterrupt
    os._exit(_INTERRUPTED)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _carry_out(job: Job) -> Result:
    _Task.running = True
    try:
        return job()
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)
    finally:
        _Task.running = False
