"""`init`: a profile from flags, or from a few questions where somebody sits at a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import TypeAdapter, ValidationError

from conformance.plan.releases import release_for
from conformance.profile.clients import Grant
from conformance.profile.errors import printable
from conformance.profile.fields import BaseUrl, Slug, Text, Url
from conformance.profile.model import Country
from conformance.profile.starter import Answers, starter_profile, variable_of, variables
from conformance.run.errors import Unusable
from conformance.specs import releases

_FLOWS = get_args(Grant)


@dataclass(frozen=True)
class _Question:
    asks: str
    kind: Any
    default: str | None = ""


_QUESTIONS: Mapping[str, _Question] = {
    "name": _Question("Name of the profile", Slug, "my-deployment"),
    "operator": _Question("Operator (empty: not told)", Text),
    "sim_swap": _Question("Base URL of SIM Swap (empty: not offered)", BaseUrl),
    "number_verification": _Question(
        "Base URL of Number Verification (empty: not offered)", BaseUrl
    ),
    "discovery": _Question("URL of the authorization server's metadata (empty: none)", Url),
}
_KINDS: Mapping[str, Any] = {
    **{key: question.kind for key, question in _QUESTIONS.items()},
    "country": Country,
    "lines": Slug,
}


def answered(given: Mapping[str, Any], *, ask: bool) -> Answers:
    """Return the answers from flags, the rest asked for on a terminal where `ask` says so.

    Raises `click.UsageError` for what no profile could hold, and where no API is named.
    """
    found = {key: value for key, value in given.items() if value not in (None, ())}
    if ask:
        found |= _asked(found)
    if not {"sim_swap", "number_verification"} & set(found):
        raise click.UsageError("name --sim-swap URL or --number-verification URL, or both")
    for key, value in found.items():
        for each in value if key == "lines" else (value,):
            _refuse_wrong(key, each)
    if "country" in found and "operator" not in found:
        raise click.UsageError("--country takes --operator NAME: whose deployment it is")
    if len(set(map(variable_of, found.get("lines", ())))) < len(found.get("lines", ())):
        raise click.UsageError("--line: two lines have the same name, or nearly; rename one")
    if found.get("flows") and "discovery" not in found:
        raise click.UsageError("--flow takes --discovery URL: where the flow's endpoints are")
    found |= _releases(found, found.pop("release", None))
    # The careful one: what calls itself staging is sent malformed requests.
    return Answers(**{"name": "my-deployment", "environment": "production", **found})


def _releases(found: Mapping[str, Any], wanted: str | None) -> dict[str, str]:
    """Return the release of each API: the one that is wanted, else what its URL says."""
    chosen: dict[str, str] = {}
    for key in ("sim_swap", "number_verification"):
        api, url = key.replace("_", "-"), found.get(key)
        if url is None:
            continue
        if wanted is not None and wanted not in releases(api):
            known = ", ".join(releases(api))
            raise click.UsageError(f"--release {printable(wanted)}: {api} has {known}")
        release = wanted or release_for(api, url)
        chosen |= {f"{key}_release": release} if release else {}
    return chosen


def written(answers: Answers, output: Path | None, *, force: bool) -> str | None:
    """Write the profile and say what to do next; without `output` return the text itself.

    Raises `Unusable` for a file that is there (without `force`) or can't be written.
    """
    text = starter_profile(answers)
    if output is None:
        return text
    try:
        with output.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Unusable(f"{output} exists already: name another file, or add --force") from None
    except OSError as error:
        raise Unusable(f"{output} can't be written: {error.strerror}") from error
    unset = variables(text)
    told = f" (after setting {', '.join(unset)})" if unset else ""
    return f"{output} is written; next: camara-conformance plan {output}{told}\n"


def _asked(found: Mapping[str, Any]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    for key, question in _QUESTIONS.items():
        if key not in found:
            more[key] = _until_right(key, question)
    if "flows" not in found and {**found, **more}.get("discovery"):
        more["flows"] = _asked_flows()
    if "environment" not in found:
        sorts = click.Choice(["local", "sandbox", "staging", "production"])
        more["environment"] = click.prompt(
            "Environment", type=sorts, default="production", err=True
        )
    return {key: value for key, value in more.items() if value}


def _asked_flows() -> tuple[str, ...]:
    asks = f"Flows of its tokens, any of {', '.join(_FLOWS)} (empty: none yet)"
    while True:
        said = str(click.prompt(asks, default="", err=True, show_default=False))
        named = tuple(dict.fromkeys(said.replace(",", " ").replace("-", "_").split()))
        strange = [each for each in named if each not in _FLOWS]
        if not strange:
            return named
        click.echo(f"{printable(strange[0])} is none of them", err=True)


def _until_right(key: str, question: _Question) -> str:
    while True:
        said = str(
            click.prompt(question.asks, default=question.default, err=True, show_default=False)
        )
        try:
            if said:
                _refuse_wrong(key, said)
        except click.UsageError as error:
            click.echo(error.message, err=True)
        else:
            return said


def _refuse_wrong(key: str, value: str) -> None:
    if key not in _KINDS:
        return
    try:
        TypeAdapter(_KINDS[key]).validate_python(value)
    except ValidationError as error:
        flag = "--line" if key == "lines" else f"--{key.replace('_', '-')}"
        context = error.errors(include_url=False, include_input=False)[0].get("ctx", {})
        says, write = context.get("says", "is empty"), context.get("write", "write a value")
        raise click.UsageError(f"{flag} {says}; {write}") from None
