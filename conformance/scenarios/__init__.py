"""Hand-written scenarios, one pytest module a theme."""
