"""Where profiles come from: bundled names, paths, and files that are none."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.bundled import folder
from conformance.profile import Problem, ProfileError, bundled_profiles, load_profile
from conformance.reference import ReferenceProvider
from tests.profile_support import MINIMAL, load


def refusal(name_or_path: str) -> Problem:
    with pytest.raises(ProfileError) as caught:
        load_profile(name_or_path, {})
    (problem,) = caught.value.problems
    return problem


def test_the_file_is_remembered(tmp_path: Path) -> None:
    profile = load(tmp_path, MINIMAL)

    assert profile.path == tmp_path / "profile.yaml"
    assert profile.sha256 == hashlib.sha256(MINIMAL.encode()).hexdigest()


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "marked.yml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())

    assert load_profile(str(path), {}).name == "acme"


def test_a_name_that_ends_like_a_file_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.yaml").write_text(MINIMAL)
    monkeypatch.chdir(tmp_path)

    assert load_profile("here.yaml").path == tmp_path / "here.yaml"


def test_the_environment_is_what_variables_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text(MINIMAL.replace("acme\n", "${ACME_NAME}\n"))
    monkeypatch.setenv("ACME_NAME", "from-outside")

    assert load_profile(str(path)).name == "from-outside"


def test_the_embedded_provider_has_its_profiles() -> None:
    assert {"reference", "reference-limited"} <= set(bundled_profiles())


@pytest.mark.parametrize("name", ["reference", "reference-limited"])
def test_bundled_profiles_fit_the_model(name: str) -> None:
    with ReferenceProvider() as provider:
        profile = load_profile(name, provider.variables)

    assert profile.name == name
    assert profile.path == folder("profiles") / f"{name}.yaml"
    assert list(profile.apis) == ["sim-swap", "number-verification"]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    problem = refusal("refrence")

    assert "reference" in problem.message
    assert "did you mean reference?" in problem.remedy


def test_there_is_no_way_out_of_the_folder_of_profiles(tmp_path: Path) -> None:
    assert "no such file" in refusal("../profiles/nothing.yaml").message


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 500, "\x00", "."])
def test_odd_names_are_refused_on_one_line(name: str) -> None:
    text = str(refusal(name))

    assert "\n" not in text
    assert len(text) < 1000


@pytest.mark.parametrize("path", ["\x00/a", "./" + "x" * 500])
def test_odd_paths_are_refused_on_one_line(path: str) -> None:
    text = str(refusal(path))

    assert "\n" not in text
    assert "can't be read" in text


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = str(tmp_path / "no.yaml")

    assert str(refusal(path)) == f"{path}: there is no such file; check the path"


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(str(tmp_path)).message == "this is a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "closed.yaml"
    path.write_text(MINIMAL)
    path.chmod(0)

    assert refusal(str(path)).message == "the file may not be read"


def test_a_file_that_never_ends() -> None:
    assert "larger than 1 MiB" in refusal("/dev/zero").message


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"profile: 1\ntitle: Espa\xf1a\n")

    problem = refusal(str(path))
    assert (problem.line, problem.message) == (2, "the file is not UTF-8")


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = "import sys, json, conformance.profile; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    roots = {name.split(".")[0] for name in json.loads(done.stdout)}

    assert roots.isdisjoint({"cryptography", "httpx", "joserfc", "schemathesis", "pytest"})
