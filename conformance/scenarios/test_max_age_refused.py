"""A `maxAge` that the contract or the provider's own limit rules out is refused."""

from collections.abc import Mapping
from typing import Any

from conformance.plan.facts import LARGEST_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.requirement import requirement
from conformance.scenarios.test_window import widest
from conformance.target.sim_swap import SimSwap


@requirement("sim-swap.check.wrong-type-of-max-age-is-refused")
def test_wrong_type(
    sim_swap: SimSwap, line: Subscriber, api: ApiProfile, example: Mapping[str, Any]
) -> None:
    """`maxAge` is an integer and nothing that looks like one."""
    a_good_window_succeeds(sim_swap, line, api)

    refused(sim_swap.check(line, max_age=example["max_age"]), 400, "INVALID_ARGUMENT")


@requirement(
    "sim-swap.check.max-age-below-one-is-refused",
    "sim-swap.check.max-age-above-2400-is-refused",
)
def test_out_of_bounds(
    sim_swap: SimSwap, line: Subscriber, api: ApiProfile, example: Mapping[str, Any]
) -> None:
    """The schema and the test plan name different codes, so either will do."""
    a_good_window_succeeds(sim_swap, line, api)

    answer = sim_swap.check(line, max_age=example["max_age"])
    refused(answer, 400, "INVALID_ARGUMENT", "OUT_OF_RANGE")


@requirement("sim-swap.check.max-age-above-2400-is-out-of-range")
def test_code_far_above_the_bound(
    sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """100000 hours, the value of the test plan, get the code of the test plan."""
    a_good_window_succeeds(sim_swap, line, api)

    refused(sim_swap.check(line, max_age=100_000), 400, "OUT_OF_RANGE")


@requirement("sim-swap.check.max-age-above-2400-is-invalid-argument")
def test_code_far_above_the_bound_in_1_0_0(
    sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """The contract of release 1.0.0 shows one code for everything that breaks it."""
    a_good_window_succeeds(sim_swap, line, api)

    refused(sim_swap.check(line, max_age=100_000), 400, "INVALID_ARGUMENT")


@requirement("sim-swap.check.max-age-beyond-the-monitored-period-is-out-of-range")
def test_beyond_the_monitored_period(
    sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """A window that the contract allows but the provider does not keep is no `false`."""
    limit = api.hours_of_monitored_period
    assert limit is not None
    sim_swap.check(line, max_age=min(limit, LARGEST_MAX_AGE)).succeeded()

    refused(sim_swap.check(line, max_age=limit + 1), 400, "OUT_OF_RANGE")


def a_good_window_succeeds(sim_swap: SimSwap, line: Subscriber, api: ApiProfile) -> None:
    """Expect a success for a day, or for all hours of an operator that keeps less."""
    sim_swap.check(line, max_age=min(24, widest(api))).succeeded()
