"""The suite against servers that nobody here wrote."""
