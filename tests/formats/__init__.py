"""What the suite writes, held against the published schemas of the formats."""
