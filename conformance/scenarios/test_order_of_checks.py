"""Who asks is looked at before what is asked."""

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.requirement import requirement
from conformance.target.operations import ABSENT, OperationClient

_BROKEN_JSON = b'{"phoneNumber": '


@requirement("commonalities.authentication.comes-before-validation")
def test_malformed_request_of_nobody(operation: OperationClient, line: Subscriber) -> None:
    """Without a token a malformed request is unauthenticated, not malformed."""
    operation.call(line).succeeded()

    body = _BROKEN_JSON if operation.takes_body else ABSENT
    answer = operation.call(line, token=ABSENT, body=body, correlator="not, well-formed")
    refused(answer, 401, "UNAUTHENTICATED")
