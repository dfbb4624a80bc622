"""Several reports beside each other: two runs of a target, or one run of many."""
