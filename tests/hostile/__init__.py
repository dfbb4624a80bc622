"""Targets that misbehave on purpose, written on raw sockets."""
