"""The TLS side of a profile's `http` section."""

import ssl

from conformance.profile.model import HttpSettings


def verification(http: HttpSettings) -> ssl.SSLContext | bool:
    """Return what httpx takes as `verify`.

    A client certificate travels inside an `SSLContext`: httpx drops one that is given
    beside a CA file.
    """
    if not http.verify and http.client_certificate is None:
        return False
    context = ssl.create_default_context(cafile=str(http.ca) if http.ca else None)
    if not http.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if http.client_certificate is not None:
        certificate = http.client_certificate
        context.load_cert_chain(
            str(certificate.file), str(certificate.key or certificate.file)
        )
    return context
