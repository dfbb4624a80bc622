"""One run: from a profile to a verdict and a report."""
