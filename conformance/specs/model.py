"""The shape of a requirement row and of an upstream scenario."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints


class SpecificationError(ValueError):
    """A file under `specs/` is inconsistent, or a release is asked for that is not there."""


class Level(StrEnum):
    """How binding the source makes a requirement; it decides what a failure means."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


Trait = Annotated[
    str,
    StringConstraints(
        pattern=r"\A(served|other-served|swapped|swapped-within-\d+h|swapped-before-\d+h"
        r"|swapped-between-\d+h-and-\d+h|never-swapped-for-\d+h|never-swapped-with-activation"
        r"|no-sim|not-applicable|unknown|swapped-before-monitored-period"
        r"|never-swapped-before-monitored-period|ts43|silent|refuses|slow|no-consent)\z"
    ),
]
"""What a case needs to be true of a test line, such as `swapped-within-239h`."""

Fact = Literal[
    "api-wide-scope-token",
    "authorization",
    "authorization-code-offered",
    "check-offered",
    "ciba-offered",
    "client-credentials-offered",
    "default-max-age",
    "device-shown",
    "discovery",
    "expired-token",
    "full-max-age",
    "grant-offered",
    "https",
    "issuer-known",
    "jwks-known",
    "jwt-bearer-offered",
    "known-swap-time",
    "limited-client",
    "limited-without-authorization-code",
    "limited-without-ciba",
    "limited-without-client-credentials",
    "limited-without-jwt-bearer",
    "limited-history",
    "login-hint-by-number",
    "monitored-period",
    "not-network-authenticated-token",
    "number-verification-2-offered",
    "number-verification-offered",
    "other-client",
    "other-scope-token",
    "private-key-jwt",
    "protected-api",
    "requests-at-once",
    "retrieve-date-offered",
    "sim-swap-offered",
    "three-legged-offered",
    "two-legged-accepted",
    "unlimited-history",
    "verify-offered",
]
"""What a case needs to be true of the target or the profile as a whole."""

Token = Literal["each", "one", "two-legged", "three-legged"]
CarriedBy = Literal["scenario", "property", "exchange"]
Sends = Literal["good", "malformed", "generated"]


class Frozen(BaseModel):
    """A model that does not change and knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Needs(Frozen):
    """What a profile must give before a requirement can be tested."""

    token: Token | None = None
    """`each`: a case for every kind that is offered; `one`: the first kind; None: no token."""
    subscriber: Trait | None = None
    """The trait of the line that the case is about; None: no line."""
    other_subscriber: Trait | None = None
    """The trait of a second line with another number."""
    facts: tuple[Fact, ...] = ()


class Example(Frozen):
    """One case of a requirement that is tested with several values."""

    label: str
    """Kebab-case, unique in its requirement; part of the case's id."""
    values: Mapping[str, Any]
    """Handed to the test as they are, such as `{"max_age": 24}`."""
    subscriber: Trait | None = None
    """Takes the place of `needs.subscriber` in this case."""
    facts: tuple[Fact, ...] = ()
    """What this case needs besides `needs.facts`."""

    def __hash__(self) -> int:
        """Hash the label: the values may hold lists and objects."""
        return hash(self.label)


class ScenarioReference(Frozen):
    """Which published scenario a requirement takes up."""

    repository: str
    release_tag: str
    """The tag of the repository: one API release can exist with two test plans."""
    file: str
    """Without the ending `.feature`."""
    tag: str

    def __str__(self) -> str:
        """Name the scenario as its authors would."""
        return f"{self.repository} {self.release_tag} {self.file} {self.tag}"


class UpstreamScenario(Frozen):
    """A scenario that CAMARA publishes; its key is (file, tag)."""

    repository: str
    release_tag: str
    file: str
    tag: str
    title: str
    """What it shows, in our words."""
    instances: int
    """How often it runs: 1, or the number of rows in its table of examples."""
    api: str
    operation: str

    @property
    def reference(self) -> ScenarioReference:
        """The same scenario as a row refers to it."""
        return ScenarioReference(
            repository=self.repository,
            release_tag=self.release_tag,
            file=self.file,
            tag=self.tag,
        )


class Requirement(Frozen):
    """One testable sentence, with its source and all that a test of it takes."""

    id: str
    """A slug that reads as a path; never changes once published."""
    level: Level
    title: str
    api: str | None
    """None for a rule of Commonalities, which holds for every API."""
    operations: tuple[str, ...]
    """What it applies to: one operation, or several for a rule of Commonalities."""
    document: str
    release: str
    """Of the document: of the API, or of Commonalities."""
    section: str
    """Where in the document the sentence stands."""
    scenarios: tuple[ScenarioReference, ...]
    carried_by: CarriedBy | None
    """A hand-written test, generated requests, or every exchange of the operation."""
    sends: Sends | None
    """What the provider gets to see: production safety holds back all but `good`."""
    needs: Needs
    tested: str | None
    """How it is tested, in our words."""
    why: str
    accepted: str | None
    """Every reading that passes besides the plain one, and why."""
    examples: tuple[Example, ...]
    rules: tuple[str, ...]
    """Which rules of the security profile it stands for, by the numbers of our digest."""
    excluded: str | None
    """Why no case carries it; such a row has no `carried_by`, `sends` and `tested`."""
