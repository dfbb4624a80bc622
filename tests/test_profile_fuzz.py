"""Whatever the file holds: a profile or a `ProfileError`, never anything else."""

import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conformance.profile import Profile, ProfileError, load_profile
from conformance.profile.tree import plain_data, read_tree
from conformance.run.errors import UnknownRequirement, Unusable
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.specs import ContractError, SpecificationError
from tests.profile_support import FULL, SECRETS, VARIABLES
from tests.support.keys import client_key

# Read as the suite does: to YAML 1.1 the country NO is false, and a time no text.
LOADED: Any = plain_data(read_tree(FULL, "full.yaml"))
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
    client_key(folder)
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


def test_a_profile_that_was_not_damaged(home: Path) -> None:
    assert isinstance(loaded(home, yaml.safe_dump(LOADED).encode()), Profile)


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


FEW = settings(QUICK, max_examples=40)
LINES = FULL.splitlines()
KEYS = [number for number, line in enumerate(LINES) if line.lstrip()[:1].isalpha()]
REFUSALS = (ContractError, ProfileError, SpecificationError, UnknownRequirement, Unusable)


@FEW
@given(data=mutated())
def test_damaged_profile_that_loads_can_be_planned_or_is_refused(
    home: Path, data: Any
) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=False)
    outcome = loaded(home, text.encode("utf-8", "replace"))
    if isinstance(outcome, ProfileError):
        return
    try:
        prepare(outcome, Options())
    except REFUSALS as refusal:
        assert str(refusal)  # noqa: PT017 - any of them will do, if it says something


@settings(FEW, max_examples=15)
@given(
    identifiers=st.lists(
        st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}", fullmatch=True),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_deviations_from_what_nobody_knows(home: Path, identifiers: list[str]) -> None:
    data = copy.deepcopy(LOADED)
    data["deviations"] = [
        {"requirement": f"x-{each}", "reason": "why", "until": "2027-01-31"}
        for each in identifiers
    ]
    profile = loaded(home, yaml.safe_dump(data).encode())
    assert isinstance(profile, Profile)
    with pytest.raises(ProfileError) as raised:
        prepare(profile, Options())
    judge(raised.value)
    assert len(raised.value.problems) == len(identifiers)
    assert all(problem.line for problem in raised.value.problems)


@FEW
@given(at=st.sampled_from(KEYS), double=st.booleans())
def test_key_that_stands_twice(home: Path, at: int, double: bool) -> None:
    """Each line that holds one key alone is repeated, where it stands or with a new value."""
    line = LINES[at]
    key = line.partition(":")[0]
    assume(not line.rstrip().endswith(":"))
    again = line if double else f"{key}: other"
    outcome = loaded(home, "\n".join([*LINES[: at + 1], again, *LINES[at + 1 :]]).encode())
    assert isinstance(outcome, ProfileError)
    assert f"this key stands twice, first in line {at + 1}" in str(outcome)
    assert {problem.line for problem in outcome.problems} == {at + 2}


@FEW
@given(at=st.sampled_from(KEYS), tabs=st.integers(1, 3))
def test_tab_that_indents(home: Path, at: int, tabs: int) -> None:
    line = "\t" * tabs + LINES[at]
    outcome = loaded(home, "\n".join([*LINES[:at], line, *LINES[at + 1 :]]).encode())
    assert isinstance(outcome, ProfileError)
    judge(outcome)


@FEW
@given(
    width=st.integers(1, 12),
    depth=st.integers(1, 30),
    form=st.sampled_from(["a{0}: &a{0} [{1}]", "a{0}: &a{0} {{<<: [{1}]}}"]),
)
def test_anchors_that_explode(home: Path, width: int, depth: int, form: str) -> None:
    layers = [form.format(0, "1")]
    for layer in range(1, depth):
        inside = ", ".join([f"*a{layer - 1}"] * width)
        layers.append(form.format(layer, inside))
    outcome = loaded(home, "\n".join([*LINES, *layers, ""]).encode())
    assert isinstance(outcome, ProfileError)
    assert "anchors" in str(outcome)
    assert outcome.problems[0].line == len(LINES) + 1


def refused_line(home: Path, line: str) -> ProfileError:
    """Return how a profile with that line of a subscriber is refused."""
    at = LINES.index("subscribers:") + 1
    text = "\n".join([*LINES[:at], f"  - {line}", *LINES[at:]])
    outcome = loaded(home, text.encode())
    assert isinstance(outcome, ProfileError)
    judge(outcome)
    return outcome


@FEW
@given(number=st.integers(10_000, 10**15), plus=st.sampled_from(["", "+", "-"]))
def test_number_as_a_phone_number(home: Path, number: int, plus: str) -> None:
    text = f"{plus}{number}"
    outcome = refused_line(home, f"{{id: another-line, phone_number: {text}}}")
    assert "subscribers[0].phone_number" in str(outcome)
    assert str(number) not in str(outcome)


@FEW
@given(moment=st.datetimes(timezones=st.none()), blank=st.sampled_from(["T", " "]))
def test_time_without_a_zone(home: Path, moment: datetime, blank: str) -> None:
    text = moment.isoformat(blank)
    line = f'{{id: another-line, phone_number: "+34600", sim: {{changed: {text}}}}}'
    outcome = refused_line(home, line)
    assert "subscribers[0].sim.changed" in str(outcome)


@FEW
@given(at=st.sampled_from([key for key in LOADED if len(key) > 4]), data=st.data())
def test_misspelt_key_is_told_with_the_nearest(
    home: Path, at: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(at) - 2))
    misspelt = at[:cut] + at[cut + 1 :]
    content = {misspelt if key == at else key: value for key, value in LOADED.items()}
    outcome = loaded(home, yaml.safe_dump(content, sort_keys=False).encode())
    assert isinstance(outcome, ProfileError)
    assert f"this key is not known here; write {at}" in str(outcome)
