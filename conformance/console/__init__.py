"""What a person sees in a terminal, or a pipeline in its log."""
