"""A throw-away authority for tests: the one that `selftest` makes for faults of TLS."""

from conformance.selftest.certificates import certified

__all__ = ["certified"]
