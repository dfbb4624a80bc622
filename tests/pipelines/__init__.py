"""What is shipped for other people's pipelines: valid, and its commands work."""
