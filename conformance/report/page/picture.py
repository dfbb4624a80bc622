"""Requirements × outcome at a glance: a row of cells for each operation."""

from collections.abc import Sequence
from typing import Any

from conformance.report.model import Requirement
from conformance.report.views import LABELS, own_standing

# Pitch of the cells in units of the drawing; the number in a line holds most operations in
# one, and still leaves cells of seven pixels on a phone.
_PITCH = 14
_LINE = 44

_ORDER = {name: place for place, name in enumerate(LABELS)}


def picture(requirements: Sequence[Requirement]) -> dict[str, Any]:
    """Place a cell for each requirement, what went wrong first.

    All pictures are equally wide, so that their cells have the same size at every scale.
    """
    ordered = sorted(requirements, key=lambda r: _ORDER[own_standing(r)])
    cells = [
        {
            "id": requirement.id,
            "standing": own_standing(requirement),
            "x": place % _LINE * _PITCH,
            "y": place // _LINE * _PITCH,
        }
        for place, requirement in enumerate(ordered)
    ]
    lines = max(1, -(-len(ordered) // _LINE))
    return {"cells": cells, "width": _LINE * _PITCH, "height": lines * _PITCH}
