"""What a run hands back: report.json as the one source, and everything rendered from it."""
