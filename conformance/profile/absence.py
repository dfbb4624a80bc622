"""Lines that a deployment may not have at all, so that no profile could ever name one.

Only what the deployment itself decides is here. Every provider has lines that changed their
SIM and lines that did not, and a number that it does not know.
"""

from collections.abc import Mapping
from typing import Literal

Absence = Literal[
    "no-sim", "not-applicable", "ts43", "silent", "refuses", "slow", "no-consent"
]

ABSENCES: Mapping[str, str] = {
    "no-sim": "the deployment has no number without a SIM",
    "not-applicable": "the service is meant for every line of the deployment",
    "ts43": "the deployment issues no TS.43 tokens",
    "silent": "no user of the deployment is ever asked",
    "refuses": "no user of the deployment is ever asked",
    "slow": "no user of the deployment is ever asked",
    "no-consent": "the deployment answers for no line by its user's consent",
}
"""What the profile says of the deployment with each."""
