"""A throw-away authority, and a certificate of it for the embedded provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from conformance.profile.settings import HttpSettings
from conformance.reference.authorization.transport_rules import Certificate


@dataclass(frozen=True)
class Certified:
    """What the provider shows, and what a profile has to trust; None for plain http."""

    certificate: Certificate | None = None
    ca: Path | None = None

    def http(self, settings: HttpSettings) -> HttpSettings:
        """Return a profile's HTTP settings, the authority trusted if there is one."""
        return settings if self.ca is None else settings.model_copy(update={"ca": self.ca})


@contextmanager
def certified(tls: bool = True) -> Iterator[Certified]:
    """Yield files of a fresh authority and its certificate for this machine."""
    if not tls:
        yield Certified()
        return
    with TemporaryDirectory() as name:
        ca, folder = trustme.CA(), Path(name)
        server = ca.issue_cert("127.0.0.1", "localhost")
        ca.cert_pem.write_to_path(folder / "ca.pem")
        server.private_key_pem.write_to_path(folder / "key.pem")
        for link in server.cert_chain_pems:
            link.write_to_path(folder / "chain.pem", append=True)
        yield Certified(
            Certificate(folder / "chain.pem", folder / "key.pem"), folder / "ca.pem"
        )
