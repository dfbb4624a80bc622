"""The suite's own client polls as the provider allows, and stops when it is answered."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from conformance.profile import load_profile
from conformance.profile.model import Profile
from conformance.target.client import Target
from conformance.target.errors import NoToken
from conformance.target.recording import Recorder
from conformance.target.redaction import Redactor
from conformance.tokens.polling import interval_of
from conformance.tokens.server import AuthorizationServer
from conformance.tokens.source import TokenSource
from tests.support.patient_server import PROFILE, PatientServer, patient_server


def profile_of(folder: Path, patient: PatientServer, more: str = "") -> Profile:
    path = folder / "patient.yaml"
    path.write_text(PROFILE.format(url=patient.url, more=more), encoding="utf-8")
    return load_profile(str(path), {})


def token(profile: Profile) -> str:
    target = Target(profile, Recorder(Redactor()))
    try:
        source = TokenSource(profile, "sim-swap", target)
        line = profile.subscribers[0]
        return str(source.obtain("three-legged", line, ("sim-swap",)).value)
    finally:
        target.close()


def gaps(patient: PatientServer) -> list[float]:
    [times] = patient.polls.values()
    return [later - earlier for earlier, later in itertools.pairwise(times)]


@pytest.mark.parametrize(
    ("told", "least"),
    [({"interval": 0.3}, 0.3), ({"interval": 0}, 0.1), ({"interval": 0.05}, 0.1)],
    ids=["the provider's", "the floor where it says zero", "the floor where it is longer"],
)
def test_interval_is_kept(tmp_path: Path, told: dict[str, Any], least: float) -> None:
    told = {"expires_in": 30, **told}
    with patient_server(told=told, answers_by_itself_after=3) as patient:
        assert token(profile_of(tmp_path, patient)).startswith("token-of-")

        assert len(gaps(patient)) == 3
        assert min(gaps(patient)) >= least


def test_slow_down_adds_five_seconds_for_good(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"slow_down_once": True, "answers_by_itself_after": 2}
    with patient_server(**settings) as patient:
        token(profile_of(tmp_path, patient))

        assert len(gaps(patient)) == 2
        assert min(gaps(patient)) >= 5.3


@pytest.mark.parametrize("told", [None, "1", True, -1])
def test_interval_that_is_no_number_is_five_seconds(told: object) -> None:
    assert interval_of(told, 1) == 5


def test_nobody_answers(tmp_path: Path) -> None:
    with patient_server(told={"expires_in": 1, "interval": 0.3}) as patient:
        with pytest.raises(NoToken, match=r"nobody approved .* within 1 s"):
            token(profile_of(tmp_path, patient))

        # At 0, 0.3, 0.6 and 0.9 s; the next one would come after the second is over.
        assert len(gaps(patient)) <= 3


def test_settings_reach_the_server(tmp_path: Path) -> None:
    with patient_server() as patient:
        profile = profile_of(tmp_path, patient)
        assert profile.authorization is not None
        target = Target(profile, Recorder(Redactor()))
        server = AuthorizationServer(target, profile.authorization)

        assert server.target.longest_wait == 180
        target.close()
