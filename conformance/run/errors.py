"""What keeps a run from beginning, or from being kept."""


class UnknownRequirement(Exception):
    """A selection that leaves nothing to test; the message says what there is."""


class NothingSelected(Exception):
    """Expressions for pytest that leave no case, or are none."""


class Unusable(Exception):
    """The run can't begin or can't be kept; the message says what to do."""
