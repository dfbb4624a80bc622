"""The very request that CAMARA publishes, whatever this deployment's wire is.

All other scenarios are translated by the profile's `wire` section, so that what answers mean
can be judged. Here nothing is: a client that is written for CAMARA has no such section.
"""

from collections.abc import Mapping
from typing import Any

from conformance.checks.contract import OperationContract
from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios.expect import nothing_wrong
from conformance.scenarios.redirects import understood
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.operations import OperationClient
from conformance.tokens.flows.authorization_code import AuthorizationCode
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.flows.others import ClientCredentials
from conformance.tokens.flows.scopes import published_scope
from conformance.tokens.server import AuthorizationServer


@requirement(
    "sim-swap.check.request-is-as-published",
    "sim-swap.retrieve-date.request-is-as-published",
    "number-verification.verify.request-is-as-published",
    "number-verification.device-phone-number.request-is-as-published",
)
def test_resource_request(
    operation: OperationClient, line: Subscriber, contract: OperationContract
) -> None:
    """Path, method, header names, member names and units are those of the contract."""
    token = operation.fitting_token(line)

    answer = operation.as_published.call(line, token=token).succeeded()
    nothing_wrong(answer, contract.response_problem(answer.response))


@requirement("scope.published-scope-is-accepted")
def test_scope(
    run: Session,
    server: AuthorizationServer,
    settings: Authorization,
    example: Mapping[str, Any],
    line: Subscriber,
    shown_line: Subscriber | None,
) -> None:
    """The scope's parts in their published order, in a form that is encoded."""
    flow = example["flow"]
    scope = published_scope(flow, run.profile, dict(run.contracts))
    endpoints = Endpoints(server.with_plain_forms())

    if flow == "ciba":
        Ciba(endpoints, settings.ciba, scope).start(line).text("auth_req_id")
    elif flow == "authorization-code":
        code = AuthorizationCode(endpoints, settings.authorization_code, scope)
        understood(code.authorize(shown_line))
    else:
        ClientCredentials(endpoints, scope).token().text("access_token")
