"""What can keep the suite from asking a target anything."""


class NotTestable(Exception):
    """A case turned out to lack what it takes; the message says what to add or to do."""


class NotOffered(Exception):
    """The target showed that it does not do what a case is about; the message says how."""


class TargetError(Exception):
    """The target gave no answer that could be judged; the message says what to look at."""


class TargetUnreachable(TargetError):
    """No connection: name, port, TLS or proxy. `host` is scheme, name and port."""

    def __init__(self, message: str, host: str = "") -> None:
        super().__init__(message)
        self.host = host


class Unsendable(TargetError):
    """The request holds what HTTP can't carry: nothing was sent, and nobody is to blame."""


class RequestBudgetSpent(TargetError):
    """`limits.max_requests` of the profile is used up."""


class RateLimited(TargetError):
    """The target went on answering 429 after the pauses that it asked for."""


class NoToken(TargetError):
    """The authorization server gave no token that the case could be carried out with."""
