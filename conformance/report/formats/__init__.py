"""One file a format that other tools read, each made of the report alone."""
