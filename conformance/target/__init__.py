"""The target: one HTTP client, and typed clients of its operations."""
