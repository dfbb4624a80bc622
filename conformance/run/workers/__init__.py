"""Cases side by side: forked processes, what each does next, and what they share."""
