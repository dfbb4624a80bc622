"""Runs the suite in this process against the embedded provider: what `selftest` runs, too."""

from conformance.selftest.suite import Seen, measured_against, run_profile, run_suite

__all__ = ["Seen", "measured_against", "run_profile", "run_suite"]
