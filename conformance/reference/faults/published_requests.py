"""Mistakes in the form of requests: what a client that is written for CAMARA can't know."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Mapping
from typing import Any

from conformance.reference.authorization.ciba_rules import Form
from conformance.reference.authorization.scope_rules import invalid_scope
from conformance.reference.faults.registry import (
    CHECK,
    SHARE,
    SIM_SWAP,
    VERIFY,
    Catalogue,
    rows,
)
from conformance.reference.operations import Call
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.steps import identify
from conformance.reference.world import World

catalogue = Catalogue()


@catalogue.fault(*rows((CHECK,), "request-is-as-published"))
def max_age_required(rules: Rules) -> None:
    """A request to check without maxAge is malformed."""
    honest = rules.max_age_of

    def given(body: Mapping[str, Any]) -> int:
        if "maxAge" not in body:
            raise RefusalError("max-age-type")
        return honest(body)

    rules.max_age_of = given


@catalogue.fault(*rows(SIM_SWAP, "request-is-as-published"))
def number_required_beside_every_token(rules: Rules) -> None:
    """A request about a line wants its number, although the token names it."""

    def number_is_there(call: Call, _world: World) -> None:
        if call.operation.api == "sim-swap" and "phoneNumber" not in call.body:
            raise RefusalError("phone-number")

    at = rules.steps.index(identify)
    rules.steps = (*rules.steps[:at], number_is_there, *rules.steps[at:])


@catalogue.fault(*rows((VERIFY,), "request-is-as-published"))
def number_called_msisdn(rules: Rules) -> None:
    """The number to verify is a member of another name."""

    def known(body: Mapping[str, Any]) -> None:
        if not {"msisdn", "hashedPhoneNumber"} & body.keys():
            raise RefusalError("one-number")

    rules.one_number = known


@catalogue.fault(*rows((SHARE,), "request-is-as-published"))
def share_at_another_path(rules: Rules) -> None:
    """The operation device-phone-number lies at the path of its old name."""
    rules.paths["device-phone-number"] = "/phone-number-share"


@catalogue.fault("scope.published-scope-is-accepted")
def purpose_joined_to_scope(rules: Rules) -> None:
    """CIBA wants purpose and scope joined by a hash, as in drafts of the profile."""

    def joined(form: Form) -> None:
        if "#" not in str(form.get("scope")):
            raise invalid_scope("The scope must read dpv:PURPOSE#SCOPE.")

    rules.authorization.ciba.check = joined
