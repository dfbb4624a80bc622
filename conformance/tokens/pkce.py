"""Proof key for code exchange (RFC 7636), with S256."""

import base64
import hashlib
import secrets

_VERIFIER_BYTES = 48  # 64 characters; RFC 7636 section 4.1 allows 43 to 128


def new_verifier() -> str:
    """Return a fresh code_verifier."""
    return secrets.token_urlsafe(_VERIFIER_BYTES)


def challenge(verifier: str) -> str:
    """Return the S256 code_challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
