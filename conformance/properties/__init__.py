"""Generated requests over the contracts."""
