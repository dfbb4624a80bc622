"""The authorization server as a scenario speaks of it: one file a flow, one thing changed."""
