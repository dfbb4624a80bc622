"""Mistakes with Content-Encoding: what the headers say of a body that nobody compressed."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from dataclasses import replace

from conformance.reference.decisions.replies import Rendered
from conformance.reference.faults.registry import ALL, Catalogue, common, rows
from conformance.reference.rules import Rules

catalogue = Catalogue()
_JSON = common("media-type.body-is-application-json")
_SUCCESS = rows(ALL, "success-matches-the-contract")


@catalogue.fault(*_JSON, *_SUCCESS)
def called_gzip_and_not_compressed(rules: Rules) -> None:
    """The gateway unpacks what the backend compressed, and passes its header on."""
    honest = rules.render

    def render(status: int, document: object) -> Rendered:
        return replace(honest(status, document), content_encoding="gzip")

    rules.render = render


@catalogue.fault("token-response.success-is-json")
def token_responses_called_gzip(rules: Rules) -> None:
    """The token endpoint stands behind the same gateway."""
    answers = rules.authorization.token_response
    answers.headers = {**answers.headers, "content-encoding": "gzip"}
