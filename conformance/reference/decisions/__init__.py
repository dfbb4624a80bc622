"""The honest decisions: small functions that `Rules` starts with and a fault replaces."""
