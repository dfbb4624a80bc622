"""Whatever the file holds: a profile or a `ProfileError`, never anything else."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.profile import Profile, ProfileError, load_profile
from tests.profile_support import FULL, SECRETS, VARIABLES, private_key_pem

LOADED = yaml.load(FULL, Loader=yaml.BaseLoader)
QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ODD_TEXT = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        # Each means something to YAML, to a variable, to a field or to the error's own path.
        [
            *("", "~", "null", "${A}", "${", "${API_KEY}", "$${", ".inf", "1e999", "0x1", "["),
            *("<<", "9" * 400, "never", "none", "2026-13-01T00:00:00Z", "https://[", "-0"),
            *("9999-12-31T23:59:59-23:59", "2026-01-01T24:61:00Z", "\ufeff", "\u202e"),
            *("a\u2028b", "<mapping>", "[key]", "../.."),
        ]
    ),
)
ODD = st.recursive(
    st.one_of(ODD_TEXT, st.integers(), st.floats(), st.booleans(), st.none(), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(ODD_TEXT, inner, max_size=3)
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "client.pem").write_bytes(private_key_pem())
    return folder


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return [path] + [deeper for key, part in below for deeper in paths(part, (*path, key))]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Draw a valid profile with up to three parts replaced, removed, renamed or doubled."""
    data = copy.deepcopy(LOADED)
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from([path for path in paths(data) if path]))
        holder = data
        for part in above:
            holder = holder[part]
        change = draw(st.sampled_from(["replace", "remove", "rename", "wrap"]))
        if change == "replace":
            holder[last] = draw(ODD)
        elif change == "wrap":
            holder[last] = [holder[last]] if draw(st.booleans()) else {"x": holder[last]}
        elif change == "rename" and isinstance(holder, dict):
            holder[draw(ODD_TEXT)] = holder.pop(last)
        elif len(holder) > 1:
            del holder[last]
    return data


def loaded(home: Path, content: bytes) -> Profile | ProfileError:
    path = home / "fuzz.yaml"
    path.write_bytes(content)
    try:
        return load_profile(str(path), VARIABLES)
    except ProfileError as error:
        return error


def judge(outcome: Profile | ProfileError) -> None:
    if isinstance(outcome, Profile):
        assert outcome.apis
        return
    told = str(outcome)
    assert outcome.problems
    assert len(told.splitlines()) == len(outcome.problems)
    assert [secret for secret in SECRETS.values() if secret in told] == []
    assert told.isascii() or all(c.isprintable() or c == "\n" for c in told)
    assert "<time>" not in told
    for problem in outcome.problems:
        assert problem.message
        assert problem.remedy


@QUICK
@given(data=mutated())
def test_a_profile_that_was_damaged(home: Path, data: Any) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=False)

    judge(loaded(home, text.encode("utf-8", "replace")))


@QUICK
@given(
    text=st.text(
        st.one_of(st.sampled_from("{}[]:-?&*!|>'\"%@`#,$~<= \n\t\\.0123abc"), st.characters()),
        max_size=200,
    )
)
def test_any_text(home: Path, text: str) -> None:
    judge(loaded(home, text.encode("utf-8", "replace")))


@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes(home: Path, content: bytes) -> None:
    judge(loaded(home, content))


@QUICK
@given(start=st.integers(0, len(FULL)), length=st.integers(0, 40), text=st.text(max_size=10))
def test_a_file_that_was_cut(home: Path, start: int, length: int, text: str) -> None:
    cut = FULL[:start] + text + FULL[start + length :]

    judge(loaded(home, cut.encode("utf-8", "replace")))
