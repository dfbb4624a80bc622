"""The profile that recorded traffic is judged by: a person's own, or one of three words."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conformance.profile import Profile, load_profile
from conformance.run.errors import Unusable

# Whose traffic it is, nobody has said; what is recorded was not sent by us in any case.
_ENVIRONMENT = "production"


@dataclass(frozen=True)
class Measure:
    """What traffic is measured against: a profile by name or path, or an API by itself."""

    profile: str | None = None
    api: str | None = None
    release: str | None = None
    """None is the newest."""
    base_url: str | None = None


def traffic_profile(measure: Measure) -> Profile:
    """Return the profile; raises `ProfileError`, or `Unusable` for a word that is wrong."""
    if measure.profile is not None:
        return load_profile(measure.profile)
    told = {
        "profile": 1,
        "name": "recorded-traffic",
        "title": f"Recorded traffic of {measure.base_url}",
        "environment": _ENVIRONMENT,
        "apis": {measure.api: _api(measure)},
    }
    try:
        profile = Profile.model_validate(told)
    except ValidationError as error:
        raise Unusable(_in_words(error)) from None
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return profile.read_from(Path("the command line"), digest)


def _api(measure: Measure) -> dict[str, Any]:
    release = {"release": measure.release} if measure.release is not None else {}
    return {"base_url": measure.base_url, **release}


def _in_words(error: ValidationError) -> str:
    place = error.errors(include_url=False)[0]["loc"]
    if place[-1] == "release":
        return "--release is none of this API's: see `list apis`, and write it as 2.1.0"
    return "--base-url is no address: write it as https://api.example.com/sim-swap/v2"
