"""Executable conformance suite for CAMARA SIM Swap and Number Verification providers."""

__version__ = "0.1.0"
