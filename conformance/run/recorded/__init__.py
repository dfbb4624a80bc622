"""Recorded requests and answers: judged offline, and sent again."""
