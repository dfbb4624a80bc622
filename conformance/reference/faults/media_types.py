"""Mistakes with the media type and the encoding of answers."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.decisions.replies import Rendered
from conformance.reference.faults.registry import ALL, Catalogue, common, rows
from conformance.reference.rules import Rules

catalogue = Catalogue()
_JSON = common("media-type.body-is-application-json")
_UTF_8 = common("media-type.body-is-utf-8")
_SUCCESS = rows(ALL, "success-matches-the-contract")


def _labelled(rules: Rules, content_type: str, from_status: int) -> None:
    """Give answers from a status on another Content-Type."""
    honest = rules.render

    def render(status: int, document: object) -> Rendered:
        rendered = honest(status, document)
        return Rendered(rendered.body, content_type) if status >= from_status else rendered

    rules.render = render


@catalogue.fault(*_JSON, *_SUCCESS)
def text_json(rules: Rules) -> None:
    """The media type is text/json, which was never registered."""
    _labelled(rules, "text/json", 200)


@catalogue.fault(*_JSON, *_SUCCESS)
def media_type_missing(rules: Rules) -> None:
    """Answers have no Content-Type at all."""
    _labelled(rules, "", 200)


@catalogue.fault(*_JSON)
def errors_as_problem_json(rules: Rules) -> None:
    """Errors have the media type of RFC 9457."""
    _labelled(rules, "application/problem+json", 400)


@catalogue.fault(*_JSON)
def errors_labelled_as_html(rules: Rules) -> None:
    """Errors are JSON that the error page handler of the server labels as HTML."""
    _labelled(rules, "text/html; charset=utf-8", 400)


@catalogue.fault(*_UTF_8)
def labelled_as_latin_1(rules: Rules) -> None:
    """The answers say that they are in ISO 8859-1."""
    _labelled(rules, "application/json; charset=iso-8859-1", 200)


def _encoded(rules: Rules, message: str, encoding: str) -> None:
    """Translate the messages of errors, and write them in another encoding."""
    for cause, problem in rules.problems.items():
        rules.answer_instead(cause, problem.status, problem.code, message)
    honest = rules.render

    def render(status: int, document: object) -> Rendered:
        rendered = honest(status, document)
        return Rendered(rendered.body.decode().encode(encoding), rendered.content_type)

    rules.render = render


@catalogue.fault(*_UTF_8)
def messages_in_latin_1(rules: Rules) -> None:
    """Translated messages are written in ISO 8859-1, and nothing says so."""
    _encoded(rules, "La petición no es válida", "iso-8859-1")
