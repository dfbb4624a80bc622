"""profile × requirements → cases, with the reason for each that will not run."""

from conformance.plan.cases import PlannedCase, Planner, plan_cases
from conformance.plan.withheld import Withheld

__all__ = ["PlannedCase", "Planner", "Withheld", "plan_cases"]
