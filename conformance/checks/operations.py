"""The judges of every operation under test, by the operation's name."""

from collections.abc import Mapping

from conformance.checks.contract import OperationContract
from conformance.profile import Profile
from conformance.specs import Contract, commonalities_of


def operation_contracts(
    profile: Profile, contracts: Mapping[str, Contract]
) -> dict[str, OperationContract]:
    """Return `<api>.<operation>` -> judge, for all operations of the contracts.

    `contracts` has one for each API; the profile names the release that tells the release of
    Commonalities.
    """
    return {
        f"{api}.{operation.name}": OperationContract(
            contract.document,
            operation.method,
            operation.path,
            commonalities_of(api, profile.api(api).release),
        )
        for api, contract in contracts.items()
        for operation in contract.operations.values()
    }
