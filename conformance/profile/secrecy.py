"""Which keys of a profile hold what must not be shown, and must not stand there as text."""

import re
from urllib.parse import urlsplit

# Parts of names, for keys that a profile may have and for such that are misspelt.
_UNSHOWN = re.compile(
    r"authent|secret|token|pass|credential|cookie|phone|header|proxy|query|url|uri|discovery|endpoint"
    r"|key|\bid$|hint",
    re.IGNORECASE,
)
_SECRET_HEADER = re.compile(
    r"secret|token|pass|credential|cookie|auth|key|signature|session", re.IGNORECASE
)


def may_be_shown(path: tuple[str | int, ...]) -> bool:
    """Whether a message may quote the value at a path."""
    return not any(isinstance(part, str) and _UNSHOWN.search(part) for part in path)


def is_secret_header(name: str) -> bool:
    """Whether a header's name says that its value is a credential."""
    return _SECRET_HEADER.search(name) is not None


def holds_password(url: str) -> bool:
    """Whether a URL carries a password."""
    try:
        return bool(urlsplit(url).password)
    except ValueError:
        return "@" in url
