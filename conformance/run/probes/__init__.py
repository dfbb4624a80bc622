"""Harmless questions to a target: is it there, gives it tokens, what does it offer."""
