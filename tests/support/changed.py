"""Rows against an embedded provider that decides something otherwise, rightly or wrongly."""

from collections.abc import Callable

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile


def seen_with(change: Callable[[AuthorizationRules], None], *rows: str) -> Seen:
    """Return what these rows show of a provider whose rules were changed."""
    with ReferenceProvider() as provider:
        change(provider.rules.authorization)
        profile = load_profile("reference", provider.variables)
        return run_profile(profile, Options(apis=("authorization",), requirements=rows))
