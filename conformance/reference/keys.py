"""The provider's own clients: key pairs made at every start, in a folder that goes away."""

import os
import secrets
import tempfile
from pathlib import Path

from joserfc.jwk import ECKey

from conformance.reference.authorization.clients import (
    ALL_GRANTS,
    REDIRECT_URI,
    Client,
    Clients,
)

# The last one has no grant at all, for what a client must not get.
_GRANTS: dict[str, frozenset[str]] = {
    "main": ALL_GRANTS,
    "other": ALL_GRANTS,
    "limited": frozenset(),
}
# A host of its own makes the second client another sector: its users get another `sub`.
_REDIRECT_URIS = {"other": "https://other-client.example/callback"}
_VARIABLES = {
    "main": "REFERENCE_CLIENT_KEY",
    "other": "REFERENCE_OTHER_CLIENT_KEY",
    "limited": "REFERENCE_LIMITED_CLIENT_KEY",
}


class ClientKeys:
    """Private keys on disk, for the suite to sign with; public keys in the register."""

    def __init__(self, clients: Clients, with_secrets: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="camara-reference-")
        self._secrets = {name: secrets.token_urlsafe(24) for name in _GRANTS if with_secrets}
        self.variables = {
            _VARIABLES[name]: str(self._make(name, clients)) for name in _GRANTS
        } | {
            _VARIABLES[name].replace("_KEY", "_SECRET"): secret
            for name, secret in self._secrets.items()
        }

    def _make(self, name: str, clients: Clients) -> Path:
        """Register one client and return the path of its private key, a PEM file."""
        key = ECKey.generate_key("P-256")
        public = ECKey.import_key(key.as_dict(private=False))
        addresses = frozenset({_REDIRECT_URIS.get(name, REDIRECT_URI)})
        clients.register(
            Client(
                f"reference-{name}",
                public,
                f"{name}-1",
                _GRANTS[name],
                redirect_uris=addresses,
                secret=self._secrets.get(name),
            )
        )
        path = Path(self._folder.name, f"{name}.pem")
        # 0600 from the first byte on, not by a later chmod.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
            f.write(key.as_pem(private=True))
        return path

    def remove(self) -> None:
        """Delete the folder with the private keys."""
        self._folder.cleanup()
