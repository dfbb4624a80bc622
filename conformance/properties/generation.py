"""Requests made from a contract by schemathesis; the only place that knows its inside.

Two sources: its coverage phase (boundaries of every keyword, listed) and its strategies
(drawn by Hypothesis, shrunk to the smallest request that still fails). Both depend on the
seed and the contract alone.
"""

import copy
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import providers
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NOT_SET
from schemathesis.generation import GenerationMode

Mode = Literal["valid", "invalid"]
_MODES = {"valid": GenerationMode.POSITIVE, "invalid": GenerationMode.NEGATIVE}


def _depend_on_the_seed_alone() -> None:
    """Keep Hypothesis from feeding literals of nearby source files into requests.

    It collects them from every module outside site-packages, so that editing a string in a
    checkout would change the requests, and could send that string to a provider.
    """
    providers._get_local_constants = lambda: providers._local_constants


def _keep_tables_in_the_users_cache() -> None:
    """Keep Hypothesis' Unicode tables (3 s to build) out of the working directory."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    set_hypothesis_home_dir(Path(cache) / "camara-conformance" / "hypothesis")


_depend_on_the_seed_alone()
_keep_tables_in_the_users_cache()


class _SearchEnded(BaseException):
    """Carries what stands in the way past Hypothesis, which would look for the smallest."""

    def __init__(self, obstacle: Exception) -> None:
        self.obstacle = obstacle


@dataclass(frozen=True)
class GeneratedRequest:
    """What a generator came up with; the rest of the request is ours.

    `body` is None-able JSON; `has_body` tells a missing one from null.
    """

    method: str
    has_body: bool
    body: Any
    correlator: str | None
    content_type: str | None


class Generator:
    """Makes requests for the operations of one contract."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def listed(self, method: str, path: str, mode: Mode) -> Iterator[GeneratedRequest]:
        """Return the boundary cases of an operation, always the same ones."""
        # Not part of schemathesis' documented interface: the exact pin guards it.
        cases = self._schema.iter_coverage_cases(
            self._schema[path][method],
            generation_modes=[_MODES[mode]],
            generation_config=self._schema.config.generation_for(),
        )
        # Those with other methods come once in a schema's life, so not "always the same".
        return (each for each in map(_request, cases) if each.method == method.upper())

    def prepare(
        self, operations: Iterable[tuple[str, str]], stopped: Callable[[], bool]
    ) -> None:
        """Work out once what every request for these methods and paths is made from.

        It takes a second, which processes that are forked afterwards need not spend again;
        what they make is the same with it and without. It ends early once `stopped`.
        """
        for method, path in operations:
            for _ in self.listed(method, path, "invalid"):
                if stopped():
                    return
            self.drawn(method, path, "invalid", lambda _: None, seed=0, examples=1)

    def drawn(
        self,
        method: str,
        path: str,
        mode: Mode,
        judge: Callable[[GeneratedRequest], None],
        *,
        seed: int,
        examples: int,
    ) -> None:
        """Let Hypothesis draw requests and judge them; none where `examples` is 0.

        Raises the AssertionError of the smallest request that was answered wrongly. Anything
        else that the judge raises says nothing about its request, and need not come again:
        it ends the search, and is raised as it is where none was answered wrongly before.
        """
        if examples == 0:
            return
        wrong: list[AssertionError] = []
        strategy = self._schema[path][method].as_strategy(generation_mode=_MODES[mode])

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=examples,
            phases=[Phase.generate, Phase.shrink],
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
        )
        @hypothesis.given(strategy)
        def draw(case: Any) -> None:
            try:
                judge(_request(case))
            except AssertionError as error:
                wrong.append(error)
                raise
            except Exception as obstacle:
                raise _SearchEnded(obstacle) from obstacle

        try:
            draw()
        except _SearchEnded as ended:
            raise (wrong[-1] if wrong else ended.obstacle) from None

    @cached_property
    def _schema(self) -> Any:
        document = copy.deepcopy(dict(self._document))
        for scheme in document.get("components", {}).get("securitySchemes", {}).values():
            # The generator leaves `openIdConnect` alone, which every CAMARA contract uses.
            scheme.clear()
            scheme.update({"type": "http", "scheme": "bearer"})
        config = SchemathesisConfig.from_dict(
            {"generation": {"deterministic": True}, "cache": {"enabled": False}}
        )
        return schemathesis.openapi.from_dict(document, config=config)


def _request(case: Any) -> GeneratedRequest:
    headers = {name.lower(): value for name, value in (case.headers or {}).items()}
    has_body = case.body is not NOT_SET
    return GeneratedRequest(
        method=case.method.upper(),
        has_body=has_body,
        body=case.body if has_body else None,
        correlator=headers.get("x-correlator"),
        content_type=headers.get("content-type"),
    )
