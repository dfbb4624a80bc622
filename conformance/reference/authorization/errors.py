"""Errors of the authorization server: the body of OAuth 2.0, never that of CAMARA."""


class OAuthError(Exception):
    """A refusal with a code of RFC 6749, CIBA Core or OpenID Connect."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def document(self) -> dict[str, str]:
        """Return the JSON body, or the parameters of an error redirect."""
        return {"error": self.error, "error_description": self.description}


def invalid_client(description: str) -> OAuthError:
    """Return the refusal of a client that has not proved who it is: 401."""
    return OAuthError("invalid_client", description, status=401)
