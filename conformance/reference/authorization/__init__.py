"""The authorization server: discovery, keys, token endpoint, and one module for each grant."""
