"""What the releases of Commonalities judge differently: codes and correlators."""

import pytest

from conformance import specs
from conformance.checks import codes, correlator
from conformance.checks.contract import OperationContract
from tests.support.messages import request, response

RELEASES = ("0.4.0", "0.5", "0.6")


@pytest.mark.parametrize(
    ("status", "code", "releases"),
    [
        (400, "OUT_OF_RANGE", RELEASES),
        (401, "AUTHENTICATION_REQUIRED", ("0.4.0", "0.5")),
        (404, "DEVICE_NOT_FOUND", ("0.4.0",)),
        (404, "IDENTIFIER_NOT_FOUND", ("0.5", "0.6")),
        (404, "NOT_FOUND", RELEASES),
        (422, "IDENTIFIER_MISMATCH", ("0.5",)),
        (422, "MISSING_IDENTIFIER", ("0.5", "0.6")),
        (422, "NOT_SUPPORTED", ("0.4.0",)),
        (422, "UNIDENTIFIABLE_PHONE_NUMBER", ("0.4.0",)),
        (422, "UNNECESSARY_IDENTIFIER", ("0.5", "0.6")),
    ],
)
def test_code_fits_in_some_releases(status: int, code: str, releases: tuple[str, ...]) -> None:
    """A code of another release is none of this one, and is offered to no scenario."""
    assert tuple(each for each in RELEASES if codes.fits(status, code, each)) == releases
    assert tuple(each for each in RELEASES if code in codes.beside(each, status)) == releases


def test_status_that_the_guide_leaves_out_has_no_codes() -> None:
    assert codes.beside("0.6", 418) == ()


def test_release_that_states_no_commonalities_is_judged_by_the_oldest() -> None:
    assert codes.beside("", 404) == codes.beside("0.4.0", 404)


@pytest.mark.parametrize(
    ("value", "well_formed"),
    [
        ("aZ-09", RELEASES),
        ("x" * 55, RELEASES),
        ("x" * 56, ("0.4.0", "0.6")),
        ("a_b:c", ("0.4.0", "0.6")),
        ("a b", ("0.4.0",)),
        ("x" * 257, ("0.4.0",)),
    ],
)
def test_pattern_of_a_correlator(value: str, well_formed: tuple[str, ...]) -> None:
    """Only the newest release has every provider refuse what breaks its pattern."""
    found = tuple(each for each in RELEASES if correlator.is_well_formed(value, each))
    assert found == well_formed
    refused = [each for each in RELEASES if correlator.must_be_refused(value, each)]
    assert refused == ([] if "0.6" in well_formed else ["0.6"])


@pytest.mark.parametrize(("value", "compared"), [("a_b:c", True), ("a, b", False)])
def test_echo_without_a_pattern(value: str, compared: bool) -> None:
    """Before 0.5 any value is legal; what a gateway may rewrite is not compared."""
    lost = correlator.echo_is_lost_on_success(
        request(("x-correlator", value)), response(200), "0.4.0"
    )
    assert (lost is not None) is compared


@pytest.mark.parametrize("release", specs.releases("sim-swap"))
def test_contract_tells_whether_every_request_names_its_line(release: str) -> None:
    operations = specs.contract("sim-swap", release).operations.values()
    assert {each.requires_phone_number for each in operations} == {release == "0.4.0"}


def test_contract_takes_what_its_own_commonalities_have() -> None:
    """2.0.0 lists a code for 401 that Commonalities 0.6 no longer knows."""
    document = specs.contract("sim-swap", "2.1.0").document
    answer = response(
        401,
        b'{"status": 401, "code": "AUTHENTICATION_REQUIRED", "message": "Again."}',
    )
    judges = [OperationContract(document, "POST", "/check", each) for each in RELEASES]
    assert [each.commonalities for each in judges if each.response_problem(answer)] == ["0.6"]
