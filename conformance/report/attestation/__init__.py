"""Who vouches for a report: statement, envelope, keys, and what a check of them proves."""
