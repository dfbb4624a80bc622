"""The honest provider, and tokens of it, for whole modules or for one test."""

from collections.abc import Iterator

import pytest

from conformance.reference import ReferenceProvider
from tests.reference_support import Caller


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    """Start a provider for a module."""
    with ReferenceProvider() as provider:
        yield Caller(provider)


@pytest.fixture
def timed() -> Iterator[Caller]:
    """Start a provider of its own for a test that moves its clock."""
    with ReferenceProvider() as provider:
        yield Caller(provider)


@pytest.fixture(scope="module")
def token(caller: Caller) -> str:
    """Return a token of the client alone."""
    return caller.two_legged()


@pytest.fixture(scope="module")
def device(caller: Caller) -> str:
    """Return a token that a device got over its network, for both operations on a number."""
    scopes = "number-verification:verify number-verification:device-phone-number:read"
    return caller.device("swapped-3h", scopes)
