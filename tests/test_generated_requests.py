"""Generated requests: one broken thing each, about nobody, the same for the same seed."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import specs
from conformance.checks import correlator
from conformance.checks.contract import OperationContract
from conformance.properties.generation import GeneratedRequest, Mode
from conformance.properties.requests import Probe
from conformance.target.operations import ABSENT
from tests.support.generated import (
    MODES,
    NOWHERE,
    OPERATIONS,
    Asked,
    deployment,
    generated_by,
    posted,
)
from tests.support.profiles import NUMBER

# The pattern of the contracts, without the number of the line and without +999.
FOREIGN = re.compile(r"\+(?!999)[1-9][0-9]{4,14}")


def broken_things(probe: Probe, contract: OperationContract) -> list[str]:
    """Return which parts of a request the contract rules out."""
    is_bad_body = contract.takes_body and (
        probe.body is ABSENT or contract.request_problem(probe.body) is not None
    )
    sent = probe.correlator
    return [
        *(["body"] if is_bad_body else []),
        *(
            ["correlator"]
            if isinstance(sent, str) and not correlator.is_well_formed(sent)
            else []
        ),
        *(["content type"] if probe.content_type != "application/json" else []),
    ]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_request_has_one_broken_thing_or_none(
    operation: tuple[str, str], mode: Mode
) -> None:
    asked = NOWHERE[operation]
    for generated in generated_by(*operation, mode):
        for probe in asked.probes(generated):
            assert len(broken_things(probe, asked.contract)) == (0 if probe.valid else 1), (
                probe
            )


@pytest.mark.parametrize("operation", OPERATIONS)
def test_both_sorts_are_found_for_each_operation(operation: tuple[str, str]) -> None:
    asked = NOWHERE[operation]
    for mode in MODES:
        made = [
            probe for each in generated_by(*operation, mode) for probe in asked.probes(each)
        ]
        assert any(probe.valid is (mode == "valid") for probe in made)


CORRELATORS = st.none() | st.text("aZ9-_ ,=é\n", max_size=8)
NUMBERS = st.sampled_from([NUMBER, "+15551234567", "+12345", "+0123456", "123", ""])
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "phoneNumber": NUMBERS | st.integers(),
        "maxAge": st.integers(-1, 2402) | st.sampled_from(["240", 240.0, 1.5, None]),
        "hashedPhoneNumber": st.sampled_from(["ab" * 32, "ab"]),
        "unknown": st.integers(),
    },
)
GENERATED = st.builds(
    GeneratedRequest,
    method=st.sampled_from(["POST", "GET", "DELETE"]),
    has_body=st.booleans(),
    body=MEMBERS | st.lists(st.integers(), max_size=2) | st.binary(max_size=5),
    correlator=CORRELATORS,
    content_type=st.sampled_from([None, "application/json", "text/plain"]),
)


@settings(max_examples=200)
@given(operation=st.sampled_from(OPERATIONS), generated=GENERATED)
def test_whatever_is_generated_has_one_broken_thing_and_names_nobody(
    operation: tuple[str, str], generated: GeneratedRequest
) -> None:
    asked = NOWHERE[operation]
    for probe in asked.probes(generated):
        assert generated.method == asked.client.contract.method
        if not isinstance(probe.body, bytes):
            assert len(broken_things(probe, asked.contract)) == (not probe.valid)
        if isinstance(probe.body, dict):
            number = str(probe.body.get("phoneNumber", ""))
            assert number == NUMBER or not FOREIGN.fullmatch(number)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_real_looking_number_leaves(operation: tuple[str, str]) -> None:
    asked = NOWHERE[operation]
    for mode in MODES:
        for generated in generated_by(*operation, mode, seed=7):
            for probe in asked.probes(generated):
                told = repr(probe.body).replace(NUMBER, "")
                assert FOREIGN.search(told) is None or probe.valid is False, told
                assert (
                    FOREIGN.fullmatch(str(number_in(probe.body)).replace(NUMBER, "")) is None
                )


def number_in(body: object) -> object:
    """Return the member `phoneNumber` of a body, if it has one."""
    return body.get("phoneNumber", "") if isinstance(body, dict) else ""


def test_request_is_about_the_line_of_the_profile() -> None:
    check = NOWHERE["sim-swap", "check"]
    about_line, about_nobody = check.probes(
        posted({"phoneNumber": "+15551234567", "maxAge": 7})
    )
    assert about_line.body == {"phoneNumber": NUMBER, "maxAge": 7}
    assert about_nobody.body == {"phoneNumber": "+99900000000", "maxAge": 7}
    assert (about_line.strange_number, about_nobody.strange_number) == (False, True)


def test_broken_number_stays_broken_and_a_broken_rest_is_about_the_line() -> None:
    check = NOWHERE["sim-swap", "check"]
    (probe,) = check.probes(posted({"phoneNumber": "+0", "maxAge": 7}))
    assert (probe.body, probe.valid) == ({"phoneNumber": "+0", "maxAge": 7}, False)
    (probe,) = check.probes(posted({"phoneNumber": "+0", "maxAge": 0}))
    assert (probe.body, probe.valid) == ({"phoneNumber": NUMBER, "maxAge": 0}, False)


def test_line_is_not_named_beside_a_token_that_names_it() -> None:
    check = Asked(deployment(), "sim-swap", "check", "three-legged")
    (probe,) = check.probes(posted({"phoneNumber": "+15551234567", "maxAge": 7}))
    assert (probe.body, probe.valid) == ({"maxAge": 7}, True)


def test_verify_is_asked_about_nobodys_number() -> None:
    verify = NOWHERE["number-verification", "verify"]
    (probe,) = verify.probes(posted({"phoneNumber": "+155512"}))
    assert (probe.body, probe.valid) == ({"phoneNumber": "+999000"}, True)


@pytest.mark.parametrize(
    "unsayable",
    [
        posted({"maxAge": 240.0}),
        posted({"unknown": float("nan")}),
        posted({"unknown": ["\ud800"]}),
        posted({}, correlator=" a"),
        posted({}, correlator="é"),
        posted({}, correlator="a\nb"),
    ],
)
def test_what_parsers_read_differently_is_not_sent(unsayable: GeneratedRequest) -> None:
    assert NOWHERE["sim-swap", "check"].probes(unsayable) == []


def sequence(seed: int = 0) -> str:
    """Return what is generated for the two operations that say most, as one text."""
    wordy = [("sim-swap", "check"), ("number-verification", "verify")]
    return repr([generated_by(*each, mode, seed) for each in wordy for mode in MODES])


def test_seed_alone_decides_what_is_generated() -> None:
    first = sequence()
    assert sequence() == first
    assert sequence(seed=1) != first
    elsewhere = subprocess.run(
        [
            sys.executable,
            "-c",
            "from tests.test_generated_requests import sequence\nprint(sequence())",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert elsewhere.stdout.strip() == first


def literals() -> set[str]:
    """Return the longer texts in this project's code that the contracts do not hold."""
    root = Path(__file__).parent.parent
    files = [*root.glob("conformance/**/*.py"), *root.glob("tests/**/*.py")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    texts = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }
    contracts = repr([specs.contract(api, "2.1.0").document for api in specs.OPERATIONS])
    return {
        each
        for each in texts
        if isinstance(each, str) and len(each) > 7 and each not in contracts
    }


def test_literals_of_this_code_are_not_sent() -> None:
    made = generated_by("sim-swap", "check", "invalid", examples=60)
    sent = repr([(each.body, each.correlator) for each in made])
    assert {each for each in literals() if each in sent} == set()
