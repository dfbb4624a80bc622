"""Rows that the tests of the loader write, and its refusals."""

from pathlib import Path

import pytest

from conformance import specs
from conformance.specs.rows import read_requirements

CHECK = specs.upstream_scenarios("sim-swap", "2.1.0")
HEAD = "document: SIM Swap\nrelease: 2.1.0\napi: sim-swap\nrequirements:\n"
ROW = """\
- id: sim-swap.check.sample
  level: MUST
  operation: check
  title: A sentence.
  section: POST /check
  scenarios: ["sim-swap-checkSimSwap @check_sim_swap_401.1_no_authorization_header"]
  carried_by: scenario
  sends: good
  needs: {token: one, subscriber: served, facts: [authorization]}
  tested: By asking.
  why: Because it matters.
  examples:
    plain: {max_age: 24}
    swapped: {max_age: 24, subscriber: swapped-within-23h}
"""


def refusal(path: Path, text: str) -> str:
    """Return the message with which the loader refuses these rows."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(specs.SpecificationError) as caught:
        read_requirements(path, CHECK)
    assert str(path) in str(caught.value)
    return str(caught.value)
