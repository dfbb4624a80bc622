"""The commands of the command line, one file a theme; `conformance.cli` gathers them.

What a command needs is imported inside it: `--help` must not wait for schemathesis.
"""
