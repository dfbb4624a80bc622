"""Faults caught per 1,000 requests, beside stock schemathesis.

`python tests/benchmarks/detection.py`: a command, not a test. It starts one faulty provider
after the other, always the same sample of the catalogue's API areas, and lets both look at it:

1. the suite, all requirements of both APIs: caught if one fails;
2. `schemathesis run` as it comes, on the same contracts, with a good token: caught if it finds
   anything that it does not find on the honest provider too (its own `--baseline`).
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from conformance.bundled import folder
from conformance.profile import Profile, TokenKind
from conformance.reference import FAULTS, Fault
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.probes.probing import served_line
from conformance.run.selection import prepare
from conformance.selftest.sampling import sample
from conformance.selftest.subjects import Subject, subject_of
from conformance.selftest.suite import Obstructed, run_profile

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
APIS: dict[str, TokenKind] = {
    "sim-swap": "two-legged",
    "number-verification": "three-legged",
}
AREAS = ("sim-swap.", "number-verification.", "commonalities.")
ROW = "{:<44} {:>9} {:>9} {:>22}"


@dataclass(frozen=True)
class Looked:
    """What one look at a provider found, and with how many requests."""

    caught: bool
    requests: int

    def __str__(self) -> str:
        return f"{'caught' if self.caught else 'missed'} in {self.requests} requests"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--faults", type=int, default=40, help="How many to try.")
    chosen = sample(of_the_apis(), parser.parse_args().faults, "benchmark")
    ours: list[Looked] = []
    stock: list[Looked] = []
    with tempfile.TemporaryDirectory() as scratch:
        baselines = honest_findings(Path(scratch))
        for number, name in enumerate(chosen, 1):
            with subject_of(FAULTS[name]).provided(name) as profile:
                ours.append(by_the_suite(profile))
                stock.append(by_schemathesis(profile, baselines))
            told = f"suite {ours[-1]}, schemathesis {stock[-1]}"
            print(f"{number}/{len(chosen)} {name}: {told}", file=sys.stderr)  # noqa: T201
    show({"the suite, both APIs": ours, "schemathesis run, both APIs": stock})


def of_the_apis() -> list[str]:
    """Return the faults that CAMARA's own APIs of the newest release can have."""
    return [name for name, fault in FAULTS.items() if is_of_the_apis(fault)]


def is_of_the_apis(fault: Fault) -> bool:
    """Whether requirements of the APIs, and nothing but them, must catch a fault."""
    return subject_of(fault) == Subject() and all(
        row.startswith(AREAS) for row in fault.caught_by
    )


def by_the_suite(profile: Profile) -> Looked:
    """Run all requirements of both APIs."""
    try:
        seen = run_profile(profile, Options(apis=tuple(APIS)))
    except Obstructed:
        return Looked(caught=False, requests=0)
    return Looked("failed" in seen.outcomes.values(), seen.requests)


def honest_findings(scratch: Path) -> dict[str, Path]:
    """Return, for each API, a file of what schemathesis finds on the honest provider."""
    files = {api: scratch / f"{api}.json" for api in APIS}
    with Subject().provided() as profile:
        for api, file in files.items():
            schemathesis(profile, api, file, "--baseline-update")
            again = schemathesis(profile, api, file)
            assert not again.caught, f"{api}: the honest provider's findings are not stable"
    return files


def by_schemathesis(profile: Profile, baselines: dict[str, Path]) -> Looked:
    """Run schemathesis on both contracts."""
    looked = [schemathesis(profile, api, file) for api, file in baselines.items()]
    return Looked(any(each.caught for each in looked), sum(each.requests for each in looked))


def schemathesis(profile: Profile, api: str, baseline: Path, *more: str) -> Looked:
    """Run it as it comes; its summary says how many requests it made."""
    release = profile.api(api).release
    contract = folder("specs") / api / release / "openapi.yaml"
    command: list[str | Path] = [
        *(SCHEMATHESIS, "run", contract, "--url", profile.api(api).base_url),
        *("-H", f"Authorization: Bearer {token(profile, api)}", "--continue-on-failure"),
        *("--seed", "0", "--no-color", "--baseline", baseline),
        *more,
    ]
    done = subprocess.run(
        command, cwd=baseline.parent, capture_output=True, text=True, check=False
    )
    generated = re.search(r"^\s*([\d,]+) generated", done.stdout, re.MULTILINE)
    assert generated, done.stdout + done.stderr
    return Looked(done.returncode == 1, int(generated[1].replace(",", "")))


def token(profile: Profile, api: str) -> str:
    """Return a token that is good for every operation of an API."""
    session = open_session(prepare(profile, Options()), Options())
    kind = APIS[api]
    line = served_line(session, api) if kind == "three-legged" else None
    try:
        operations = session.operations(api, kind).values()
        scopes = tuple(dict.fromkeys(name for each in operations for name in each.scopes))
        value = session.tokens[api].obtain(kind, line, scopes).value
        assert value is not None
        return value
    finally:
        session.close()


def show(looks: dict[str, list[Looked]]) -> None:
    """Print how many were caught, and what that took."""
    lines = [ROW.format("", "caught", "requests", "caught per 1,000 req.")]
    for name, of in looks.items():
        lines.append(ROW.format(name, *figures(of)))
    print("\n".join(lines))  # noqa: T201


def figures(looks: Iterable[Looked]) -> tuple[str, int, str]:
    """Return caught of seeded, requests, and caught per 1,000 requests."""
    every = list(looks)
    caught = sum(each.caught for each in every)
    requests = sum(each.requests for each in every)
    return f"{caught}/{len(every)}", requests, f"{1000 * caught / max(requests, 1):.2f}"


if __name__ == "__main__":
    main()
