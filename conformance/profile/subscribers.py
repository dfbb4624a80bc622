"""The operator's test lines, and what is known of each."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Discriminator, Field, PrivateAttr, Tag, model_validator

from conformance.profile.absence import Absence
from conformance.profile.approval import Approval
from conformance.profile.fields import (
    MAPPING,
    TIME,
    WORD,
    Hours,
    Model,
    Moment,
    PhoneNumber,
    Seconds,
    Slug,
    Token,
    word_or_mapping,
    wrong,
)


class HoursAgo(Model):
    """A moment told by its age when the profile was loaded."""

    hours_ago: Hours = Field(
        description="Hours between the change and the loading of the profile.", examples=[3]
    )


def _sort_of_change(value: object) -> str:
    if isinstance(value, dict | HoursAgo):
        return MAPPING
    return WORD if value in ("never", "unknown") else TIME


Changed = Annotated[
    Annotated[HoursAgo, Tag(MAPPING)]
    | Annotated[Moment, Tag(TIME)]
    | Annotated[Literal["never", "unknown"], Tag(WORD)],
    Discriminator(_sort_of_change),
]


class SimHistory(Model):
    """What is known of the SIM cards of a line."""

    changed: Changed = Field(
        default="unknown",
        description="The line's last SIM change: its age, its time, never, or unknown.",
        examples=[{"hours_ago": 3}, "2026-11-20T08:00:00Z", "never", "unknown"],
    )
    activated: Moment | None = Field(
        default=None,
        description="When the line's first SIM was activated.",
        examples=["2020-05-01T00:00:00Z"],
    )

    @model_validator(mode="after")
    def _in_order(self) -> "SimHistory":
        both = isinstance(self.changed, datetime) and self.activated is not None
        if both and self.activated > self.changed:  # type: ignore[operator]
            raise wrong("lies after the SIM change", "check both times", at=("activated",))
        return self


def _nothing_known() -> SimHistory:
    return SimHistory()


class Delay(Model):
    """A time to wait."""

    seconds: Seconds = Field(description="Seconds to wait.", examples=[3])


class GrantedAfter(Model):
    """The user is asked, and says yes after a while."""

    granted_after: Delay = Field(
        description="How long the user takes to say yes.", examples=[{"seconds": 3}]
    )


Sim = Annotated[
    Annotated[Literal["none"], Tag(WORD)] | Annotated[SimHistory, Tag(MAPPING)],
    Discriminator(word_or_mapping),
]
Consent = Annotated[
    Annotated[Literal["given", "denied", "missing", "never-answers"], Tag(WORD)]
    | Annotated[GrantedAfter, Tag(MAPPING)],
    Discriminator(word_or_mapping),
]


class Subscriber(Model):
    """One test line. Times that are relative count from the loading of the profile."""

    id: Slug = Field(
        description="What the report calls the line, instead of its number.",
        examples=["swapped-3h"],
    )
    phone_number: PhoneNumber = Field(
        repr=False, description="E.164 with its plus, in quotes.", examples=['"+34666111222"']
    )
    sim: Sim = Field(
        default_factory=_nothing_known,
        description="The line's SIM history, or none for a number never tied to a SIM.",
        examples=["none", {"changed": {"hours_ago": 3}}],
    )
    service: Literal["normal", "not-applicable", "unknown"] = Field(
        default="normal",
        description="Whether the service answers for the line, is not meant for it, or does "
        "not know its number.",
    )
    consent: Consent = Field(
        default="given",
        description="What the line's user does when asked, or was asked before.",
        examples=[
            "given",
            "denied",
            "missing",
            "never-answers",
            {"granted_after": {"seconds": 3}},
        ],
    )
    approval: Approval | None = Field(
        default=None,
        description="How the line's user is made to answer when asked: manual where a person "
        "does, or a sandbox's own switch. Without it the user answers by itself.",
        examples=["manual", {"command": ["./approve.sh", "{phone_number}"]}],
    )
    operator_token: Token | None = Field(
        default=None,
        description="A TS.43 token of the line, for login hints and JWT bearer assertions.",
        examples=["${TS43_TOKEN}"],
    )
    _loaded_at: datetime = PrivateAttr(default_factory=lambda: datetime.now(UTC))

    @property
    def has_no_sim(self) -> bool:
        """Whether the number was never tied to a SIM."""
        return self.sim == "none"

    @property
    def never_swapped(self) -> bool:
        """Whether the line is known to have kept its first SIM."""
        return isinstance(self.sim, SimHistory) and self.sim.changed == "never"

    @property
    def activated(self) -> datetime | None:
        """When the first SIM was activated, if that is known."""
        return self.sim.activated if isinstance(self.sim, SimHistory) else None

    @property
    def consent_given(self) -> bool:
        """Whether the user has said yes beforehand, so that nobody is asked."""
        return self.consent == "given"

    @property
    def answers_unasked(self) -> bool:
        """Whether the profile says, in as many words, that nobody is asked about the line.

        `consent: given` has to be written: left out, it is what most lines are like, and no
        more than a guess. A number without a person behind it has nobody to ask either.
        """
        if self.service != "normal" or self.has_no_sim:
            return True
        said = "consent" in self.model_fields_set and self.consent_given
        return said and self.approval is None

    def is_of_sort(self, sort: Absence) -> bool:
        """Whether the line is one of those that a deployment may not have."""
        found: dict[Absence, bool] = {
            "no-sim": self.has_no_sim,
            "not-applicable": self.service == "not-applicable",
            "ts43": self.operator_token is not None,
            "silent": self.consent == "never-answers",
            "refuses": self.consent == "denied",
            "slow": isinstance(self.consent, GrantedAfter),
            "no-consent": self.consent == "missing",
        }
        return found[sort]

    def changed_at(self, now: datetime) -> datetime | None:
        """Return the last SIM change before `now`; None where none is known."""
        changed = self.sim.changed if isinstance(self.sim, SimHistory) else None
        if isinstance(changed, HoursAgo):
            changed = self._loaded_at - timedelta(hours=changed.hours_ago)
        return changed if isinstance(changed, datetime) and changed <= now else None

    def hours_since_swap(self, now: datetime) -> float | None:
        """Return the age of the last SIM change in hours; None where none is known."""
        changed = self.changed_at(now)
        return None if changed is None else (now - changed) / timedelta(hours=1)

    def count_from(self, moment: datetime) -> None:
        """Let relative times count from that moment: the profile's loading."""
        self._loaded_at = moment

    def filled(self, template: str) -> str:
        """Return a template with this line's number and token in it.

        Raises `LookupError` where it asks for a token that the line has none of.
        """
        if "{operator_token}" in template:
            if self.operator_token is None:
                raise LookupError(f"subscriber {self.id} has no operator_token")
            token = self.operator_token.get_secret_value()
            template = template.replace("{operator_token}", token)
        return template.replace("{phone_number}", self.phone_number)
