"""Generated requests: one broken thing each, about nobody, the same for the same seed."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance import specs
from conformance.checks import correlator
from conformance.checks.contract import OperationContract
from conformance.profile import Profile, TokenKind
from conformance.properties.generation import GeneratedRequest, Generator, Mode
from conformance.properties.judge import Judge
from conformance.properties.requests import Probe, probes
from conformance.scenarios.session import Generation, Session
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import RateLimited
from conformance.target.operations import ABSENT, FITTING, OperationClient
from tests.support.profiles import NUMBER, profile
from tests.support.servers import Endpoint, web_server

OPERATIONS = [(api, name) for api, names in specs.OPERATIONS.items() for name in names]
MODES: list[Mode] = ["valid", "invalid"]
# The pattern of the contracts, without the number of the line and without +999.
FOREIGN = re.compile(r"\+(?!999)[1-9][0-9]{4,14}")


class Asked:
    """One operation of one deployment, and what was asked of it."""

    def __init__(self, of: Profile, api: str, name: str, kind: TokenKind = "none") -> None:
        contracts = {each: specs.contract(each, "2.1.0") for each in of.apis}
        self.session = Session(of, contracts, (), Generation(0, 0))
        self.client: OperationClient = self.session.operation(api, name, kind)
        self.contract: OperationContract = self.session.operation_contracts[f"{api}.{name}"]
        self.api = of.api(api)
        self.line = of.subscribers[0]

    def probes(self, generated: GeneratedRequest) -> list[Probe]:
        """Return the requests that a generated one becomes."""
        return list(probes(generated, self.client, self.contract, self.line))

    def judge(self, *, valid: bool) -> Judge:
        """Return a judge of this operation."""
        return Judge(self.client, self.contract, self.api, self.line, valid=valid)


def deployment(url: str = "http://127.0.0.1:1", **sections: Any) -> Profile:
    """Return a profile of both APIs that takes no tokens."""
    apis = {
        "sim-swap": {"base_url": f"{url}/sim-swap/v2", "tokens": ["none"]},
        "number-verification": {
            "base_url": f"{url}/number-verification/v2",
            "tokens": ["none"],
        },
    }
    return profile(apis=apis, **sections)


NOWHERE = {each: Asked(deployment(), *each) for each in OPERATIONS}
GENERATORS = {
    api: Generator(specs.contract(api, "2.1.0").document) for api in specs.OPERATIONS
}


def generated_by(
    api: str, name: str, mode: Mode, seed: int = 0, examples: int = 15
) -> list[GeneratedRequest]:
    """Return the listed requests of an operation and some drawn ones."""
    operation = specs.contract(api, "2.1.0").operations[name]
    generator = GENERATORS[api]
    found = list(generator.listed(operation.method, operation.path, mode))
    generator.drawn(
        operation.method, operation.path, mode, found.append, seed=seed, examples=examples
    )
    return found


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


def generated(body: object = FITTING, **parts: Any) -> GeneratedRequest:
    """Return a generated POST."""
    told: dict[str, Any] = {"correlator": None, "content_type": None, **parts}
    return GeneratedRequest("POST", has_body=body is not FITTING, body=body, **told)


def test_request_is_about_the_line_of_the_profile() -> None:
    check = NOWHERE["sim-swap", "check"]
    about_line, about_nobody = check.probes(
        generated({"phoneNumber": "+15551234567", "maxAge": 7})
    )
    assert about_line.body == {"phoneNumber": NUMBER, "maxAge": 7}
    assert about_nobody.body == {"phoneNumber": "+99900000000", "maxAge": 7}
    assert (about_line.strange_number, about_nobody.strange_number) == (False, True)


def test_broken_number_stays_broken_and_a_broken_rest_is_about_the_line() -> None:
    check = NOWHERE["sim-swap", "check"]
    (probe,) = check.probes(generated({"phoneNumber": "+0", "maxAge": 7}))
    assert (probe.body, probe.valid) == ({"phoneNumber": "+0", "maxAge": 7}, False)
    (probe,) = check.probes(generated({"phoneNumber": "+0", "maxAge": 0}))
    assert (probe.body, probe.valid) == ({"phoneNumber": NUMBER, "maxAge": 0}, False)


def test_line_is_not_named_beside_a_token_that_names_it() -> None:
    check = Asked(deployment(), "sim-swap", "check", "three-legged")
    (probe,) = check.probes(generated({"phoneNumber": "+15551234567", "maxAge": 7}))
    assert (probe.body, probe.valid) == ({"maxAge": 7}, True)


def test_verify_is_asked_about_nobodys_number() -> None:
    verify = NOWHERE["number-verification", "verify"]
    (probe,) = verify.probes(generated({"phoneNumber": "+155512"}))
    assert (probe.body, probe.valid) == ({"phoneNumber": "+999000"}, True)


@pytest.mark.parametrize(
    "unsayable",
    [
        generated({"maxAge": 240.0}),
        generated({"unknown": float("nan")}),
        generated({"unknown": ["\ud800"]}),
        generated({}, correlator=" a"),
        generated({}, correlator="é"),
        generated({}, correlator="a\nb"),
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
    files = [*root.glob("conformance/**/*.py"), *root.glob("tests/*.py")]
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


def answering(body: object, status: int = 200) -> Endpoint:
    """Return an endpoint that gives everybody the same answer."""

    async def endpoint(_request: Request) -> Response:
        return JSONResponse(body, status)

    return endpoint


def judged(asked: Asked, mode: Mode, examples: int = 30) -> None:
    """Judge an operation as the property does."""
    operation = asked.client.contract
    judge = asked.judge(valid=mode == "valid")
    for each in GENERATORS[asked.client.api].listed(operation.method, operation.path, mode):
        judge(each)
    GENERATORS[asked.client.api].drawn(
        operation.method, operation.path, mode, judge, seed=0, examples=examples
    )


def test_provider_that_serves_everything_fails_with_invalid_requests_only() -> None:
    with web_server(anything=answering({"swapped": True})) as url:
        asked = Asked(deployment(url), "sim-swap", "check")
        judged(asked, "valid")
        with pytest.raises(UnexpectedAnswer, match="must be refused with status 400"):
            judged(asked, "invalid")


@pytest.mark.parametrize("status", [400, 413, 414, 415, 431])
def test_each_refusal_of_a_form_passes(status: int) -> None:
    refusal = {"status": status, "code": "X", "message": "No."}
    with web_server(anything=answering(refusal, status)) as url:
        judged(Asked(deployment(url), "sim-swap", "check"), "invalid", examples=3)


def test_provider_that_wants_a_pause_has_not_answered_wrongly() -> None:
    with web_server(anything=answering({}, 429)) as url:
        asked = Asked(deployment(url), "sim-swap", "check")
        with pytest.raises(RateLimited):
            asked.judge(valid=True)(generated({"maxAge": 7}))


@pytest.mark.parametrize("status", [200, 401, 404, 422, 500])
def test_every_other_answer_to_an_invalid_request_fails(status: int) -> None:
    with web_server(anything=answering({}, status)) as url:
        judge = Asked(deployment(url), "sim-swap", "check").judge(valid=False)
        with pytest.raises(UnexpectedAnswer):
            judge(generated({"maxAge": 0}))


@pytest.mark.parametrize(
    ("sent", "status", "fine"),
    [
        ({"phoneNumber": "+15551234567"}, 404, False),
        ({"maxAge": 240}, 400, False),
        ({"maxAge": 720}, 400, False),
        ({"maxAge": 721}, 400, True),
        ({"maxAge": 721}, 422, False),
        ({"unknown": 1}, 400, True),
        ({"unknown": 1}, 500, False),
    ],
)
def test_which_valid_requests_may_be_refused(
    sent: dict[str, Any], status: int, fine: bool
) -> None:
    with web_server(anything=answering({}, status)) as url:
        of = deployment(url)
        apis = of.model_dump(by_alias=True, exclude_unset=True)["apis"]
        apis["sim-swap"]["monitored_period"] = {"hours": 720}
        judge = Asked(profile(apis=apis), "sim-swap", "check").judge(valid=True)
        if fine:
            judge(generated(sent))
        else:
            with pytest.raises(UnexpectedAnswer, match="a valid request must succeed"):
                judge(generated(sent))


def about_strangers(known: str) -> Endpoint:
    """Return a provider that knows one line only."""

    async def endpoint(request: Request) -> Response:
        number = (await request.json()).get("phoneNumber")
        return JSONResponse({"swapped": True}, 200 if number == known else 404)

    return endpoint


def test_nobodys_number_may_be_unknown() -> None:
    with web_server(anything=about_strangers(NUMBER)) as url:
        judged(Asked(deployment(url), "sim-swap", "check"), "valid")


@pytest.fixture
def intolerant() -> Iterator[tuple[Asked, list[dict[str, Any]]]]:
    """Serve a provider that breaks down over windows of more than a hundred hours."""
    seen: list[dict[str, Any]] = []

    async def endpoint(request: Request) -> Response:
        body = await request.json()
        seen.append(body)
        return JSONResponse({"swapped": True}, 500 if body.get("maxAge", 0) > 100 else 200)

    with web_server(anything=endpoint) as url:
        yield Asked(deployment(url), "sim-swap", "check"), seen


def test_failing_request_is_made_small(intolerant: tuple[Asked, list[dict[str, Any]]]) -> None:
    asked, seen = intolerant
    operation = asked.client.contract
    with pytest.raises(UnexpectedAnswer):
        GENERATORS["sim-swap"].drawn(
            operation.method,
            operation.path,
            "valid",
            asked.judge(valid=True),
            seed=0,
            examples=100,
        )
    failing = [body["maxAge"] for body in seen if body.get("maxAge", 0) > 100]
    assert min(failing) == 101


def test_few_requests_follow_a_failure_and_none_is_sent_twice(
    intolerant: tuple[Asked, list[dict[str, Any]]],
) -> None:
    asked, seen = intolerant
    judge = asked.judge(valid=True)
    for hours in range(101, 400):
        try:
            judge(generated({"maxAge": hours}))
            judge(generated({"maxAge": hours}))
        except UnexpectedAnswer:
            continue
    assert len(seen) == 1 + 60
    assert len({json.dumps(body) for body in seen}) == len(seen)
