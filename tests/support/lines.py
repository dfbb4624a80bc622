"""Test lines as a profile writes them, with ages counted from one fixed moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2025, 6, 1, 8, tzinfo=UTC)


def line(name: str = "a", **known: Any) -> dict[str, Any]:
    """Return a line as a profile writes it; its number follows from its name."""
    return {"id": name, "phone_number": f"+99900{ord(name[0])}", **known}


def ago(hours: float) -> str:
    """Return the moment so many hours before the plan's."""
    return (NOW - timedelta(hours=hours)).isoformat()


def changed(hours: float) -> dict[str, Any]:
    """Return a line whose SIM changed so many hours ago."""
    return line(sim={"changed": ago(hours)})


def never(activated_hours: float | None = None) -> dict[str, Any]:
    """Return a line that never changed its SIM, activated so many hours ago."""
    activation = {} if activated_hours is None else {"activated": ago(activated_hours)}
    return line(sim={"changed": "never", **activation})
