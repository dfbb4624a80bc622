"""Judges bad answers offline, by what judges each exchange of a run."""

from collections.abc import Mapping

from conformance.checks.contract import OperationContract
from conformance.checks.every_exchange import JUDGEMENTS
from conformance.exchanges import Response
from tests.mutation.answers import Good
from tests.mutation.operators import Mutant


def faults_in(
    good: Good, response: Response, contracts: Mapping[str, OperationContract]
) -> list[str]:
    """Return the requirements under which a response in a good one's place is at fault."""
    contract = contracts[good.operation]
    return [
        requirement
        for requirement, judgement in JUDGEMENTS.items()
        if requirement.startswith((f"{good.operation}.", "commonalities."))
        and judgement.applies(response)
        and judgement.judge(good.request, response, contract)
    ]


def noticed_by(mutant: Mutant, contracts: Mapping[str, OperationContract]) -> list[str]:
    """Return the requirements under which a bad answer is found fault with."""
    return faults_in(mutant.good, mutant.response, contracts)
