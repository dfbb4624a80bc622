"""The kinds of values that a profile's `wire` section is made of."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from conformance.profile.fields import Text, wrong

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"/[A-Za-z0-9._~:@!$&'()*+,;=%/{}-]*")
_SCHEME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# What a path may name besides `parameters`: the line that is asked about.
OF_LINE = frozenset({"phone_number"})
_OF_CLIENT = frozenset({"client_id", "client_secret", "basic", "client_assertion"})
_OF_SCOPE = frozenset({"purpose", "purpose_name", "scope"})
_OF_CODE = frozenset({"code", "state"})


def placeholders(template: str) -> list[str]:
    """Return the names between braces, in their order."""
    return _PLACEHOLDER.findall(template)


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with what stands between braces replaced, where it is known."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def _header_name(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise wrong("is no name of a header", "write one such as X-Correlation-Id")
    return value


def _path(value: str) -> str:
    if not _PATH.fullmatch(value) or _lone_brace(value):
        raise wrong(
            "is no path below base_url", "write one such as /v1/orgs/{org_id}/sim-swap/check"
        )
    return value


def _lone_brace(value: str) -> bool:
    return re.search(r"[{}]", _PLACEHOLDER.sub("", value)) is not None


def _only(names: frozenset[str], value: str) -> str:
    if _lone_brace(value) or not names.issuperset(placeholders(value)):
        known = ", ".join("{" + name + "}" for name in sorted(names))
        raise wrong("has a placeholder that nothing fills", f"use {known}")
    return value


def _scheme(value: str) -> str:
    if not _SCHEME.fullmatch(value):
        raise wrong("is no scheme of an Authorization header", "write one word such as App")
    return value


def _signs(value: str) -> str:
    if not re.fullmatch(r"[!#$'()*+,/:;?@{}|~^`\[\]-]+", value):
        raise wrong("is not made of signs that a form encodes", 'write them as in "+#"')
    return value


def _literal_header_value(value: str) -> str:
    if not re.fullmatch(r"[\x20-\x7e]+", value):
        raise wrong("holds what a header can't carry", "write printable ASCII, on one line")
    return _only(_OF_CLIENT, value)


HeaderName = Annotated[Text, AfterValidator(_header_name)]
WirePath = Annotated[Text, AfterValidator(_path)]
ClientTemplate = Annotated[Text, AfterValidator(_literal_header_value)]
ScopeTemplate = Annotated[Text, AfterValidator(lambda value: _only(_OF_SCOPE, value))]
CodeTemplate = Annotated[Text, AfterValidator(lambda value: _only(_OF_CODE, value))]
Scheme = Annotated[Text, AfterValidator(_scheme)]
Signs = Annotated[Text, AfterValidator(_signs)]
