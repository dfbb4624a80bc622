"""Mistakes that only release 2.0.0 knows: what 2.1.0 allows, in a release that does not."""

import uuid

from conformance.reference.faults.registry import ALL, Catalogue, common, rows
from conformance.reference.rules import Rules

catalogue = Catalogue()


@catalogue.fault(
    *common("x-correlator.own-value-matches-the-pattern"),
    *rows(ALL, "responses-match-the-contract"),
    api_release="2.0.0",
)
def own_correlator_of_the_next_release(rules: Rules) -> None:
    """Where none is sent, one with the marks is made that only Commonalities 0.6 allows."""
    honest = rules.correlator_of_reply
    rules.correlator_of_reply = lambda sent, legal, status: (
        honest(sent, legal, status) if sent else f"trace:{uuid.uuid4()}"
    )
