"""Commands that measure; no test runs them."""
