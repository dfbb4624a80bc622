"""The catalogue of faults: well formed, each changes something, and none stops the server.

Whether the suite catches them is another matter: see the tests of detection.
"""

import json
import re

import httpx
import pytest

from conformance.reference import FAULTS, Fault, ReferenceProvider
from conformance.reference.answering import Reply, answer
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.reference.dialects import DIALECTS
from conformance.reference.faults.registry import Catalogue
from conformance.reference.operations import CHECK, OPERATIONS, VERIFY, Call, Operation
from conformance.reference.releases import speak
from conformance.reference.rules import Rules
from conformance.reference.world import World, build
from tests.reference_support import NUMBERS, Caller

every_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


def honest(fault: Fault) -> Rules:
    """Return the decisions of a provider of the releases in which a fault shows."""
    rules = Rules()
    for api, release in fault.api_releases.items():
        speak(rules, api, release)
    return rules


def faulty(fault: Fault) -> World:
    """Build a provider with one fault; it answers without a socket."""
    rules = honest(fault)
    fault.function(rules)
    return build("http://provider.example", DIALECTS[fault.dialect], rules)


def ask(world: World, operation: Operation, body: object) -> Reply:
    """Ask an operation with a token that is good for all of them."""
    grant = Grant("reference-main", API_SCOPES, Method.NETWORK, "swapped-3h")
    token = world.issuer.access_token(grant, " ".join(API_SCOPES))
    raw = json.dumps(body).encode() if operation.has_body else b""
    bearer = f"Bearer {token}"
    return answer(Call(operation, bearer, "a-b", "application/json", raw), world)


ONE_SCOPE_COUNTS = {"first-scope-alone-counts", "last-scope-alone-counts"}
"""Faults to which a token with several scopes is not good for all of them."""


@every_fault
def test_form(fault: Fault) -> None:
    assert re.fullmatch(SLUG, fault.id)
    assert fault.summary.endswith(".")
    assert fault.level in {"MUST", "SHOULD", "MAY"}
    assert fault.dialect in DIALECTS
    assert fault.caught_by
    assert len(set(fault.caught_by)) == len(fault.caught_by)
    for requirement in fault.caught_by:
        assert re.fullmatch(rf"{SLUG}(\.{SLUG})+", requirement)


@every_fault
def test_changes_the_rules(fault: Fault) -> None:
    rules = honest(fault)
    assert rules == honest(fault)
    fault.function(rules)
    assert rules != honest(fault)


@every_fault
def test_good_requests_are_answered(fault: Fault) -> None:
    world = faulty(fault)
    for operation in OPERATIONS:
        body: dict[str, object] = {"maxAge": 240} if operation is CHECK else {}
        if operation is VERIFY:
            body = {"phoneNumber": NUMBERS["swapped-3h"]}
        reply = ask(world, operation, body)
        assert reply.status in {200, 400} or fault.id in ONE_SCOPE_COUNTS, operation
        assert json.loads(reply.body)


def test_every_summary_is_another() -> None:
    summaries = [fault.summary for fault in FAULTS.values()]
    assert len(set(summaries)) == len(summaries)


def test_faults_do_not_leak_into_the_next_provider() -> None:
    faulty(FAULTS["api-name-without-hyphen"])
    faulty(FAULTS["unknown-phone-number-is-not-applicable"])
    assert Rules() == Rules()
    with ReferenceProvider() as provider:
        assert provider.variables["REFERENCE_SIM_SWAP"].endswith("/sim-swap/v2")


def test_faults_show_over_http() -> None:
    faults = ("api-name-without-hyphen", "max-age-in-days", "text-json")
    with ReferenceProvider(faults=faults) as provider:
        caller = Caller(provider)
        assert provider.variables["REFERENCE_SIM_SWAP"].endswith("/simswap/v2")
        body = {"phoneNumber": NUMBERS["swapped-3h"], "maxAge": 1}
        answered = caller.call("check", caller.two_legged(), body)
        assert answered.json() == {"swapped": True}
        assert answered.headers["content-type"] == "text/json"
        assert httpx.get(f"{provider.base_url}/sim-swap/v2/check").status_code == 404


def test_catalogue_refuses_a_fault_without_a_sentence() -> None:
    def silent(_rules: Rules) -> None:
        pass

    with pytest.raises(ValueError, match="silent has no docstring"):
        Catalogue().fault("a.b")(silent)
