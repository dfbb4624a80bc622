"""Every decision of the authorization server, by area, so that a fault can change just one."""

from dataclasses import dataclass


@dataclass
class AuthorizationRules:
    """The decisions; each is an honest function until a fault replaces it."""

    release: str = "0.5.0"
    """Which release of the CAMARA security profile it goes by."""
