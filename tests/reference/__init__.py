"""Tests of the reference provider, which is asked by a client of its own."""
