"""The profile that recorded traffic is judged by: a person's own, or one of three words."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conformance import specs
from conformance.profile import Profile, load_profile
from conformance.profile.errors import printable
from conformance.run.errors import Unusable

UNKNOWN = "unknown"
"""What a report calls the environment of traffic that came without a profile."""
# A profile has to have one; what is recorded was not sent by us in any case.
_ENVIRONMENT = "production"


@dataclass(frozen=True)
class Measure:
    """What traffic is measured against: a profile by name or path, or an API by itself."""

    profile: str | None = None
    api: str | None = None
    release: str | None = None
    """None is the newest."""
    base_url: str | None = None

    @property
    def environment(self) -> str | None:
        """What the report says in the profile's place; None where there is a profile."""
        return UNKNOWN if self.profile is None else None


def traffic_profile(measure: Measure) -> Profile:
    """Return the profile; raises `ProfileError`, or `Unusable` for a word that is wrong."""
    if measure.profile is not None:
        return load_profile(measure.profile)
    _refuse_unknown_release(measure)
    told = {
        "profile": 1,
        "name": "recorded-traffic",
        "title": f"Recorded traffic of {measure.base_url}",
        "environment": _ENVIRONMENT,
        "apis": {measure.api: _api(measure)},
    }
    try:
        profile = Profile.model_validate(told)
    except ValidationError:
        raise Unusable(
            "--base-url is no address: write it as https://api.example.com/sim-swap/v2"
        ) from None
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return profile.read_from(Path("the command line"), digest)


def _api(measure: Measure) -> dict[str, Any]:
    release = {"release": measure.release} if measure.release is not None else {}
    return {"base_url": measure.base_url, **release}


def _refuse_unknown_release(measure: Measure) -> None:
    known = specs.releases(str(measure.api))
    if measure.release is not None and measure.release not in known:
        raise Unusable(
            f"--release {printable(measure.release)} is none of this API's: "
            f"use one of {', '.join(known)}"
        )
