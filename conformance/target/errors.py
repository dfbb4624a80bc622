"""What can keep the suite from asking a target anything."""


class TargetError(Exception):
    """The target gave no answer that could be judged; the message says what to look at."""


class TargetUnreachable(TargetError):
    """No connection: name, port, TLS or proxy."""


class RequestBudgetSpent(TargetError):
    """`limits.max_requests` of the profile is used up."""


class RateLimited(TargetError):
    """The target went on answering 429 after the pauses that it asked for."""


class NoToken(TargetError):
    """The authorization server gave no token that the case could be carried out with."""
