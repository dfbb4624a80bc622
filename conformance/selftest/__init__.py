"""The suite against the embedded provider: what it catches, and where it cries wolf."""
