"""`python -m tests.mutation` prints mutations x noticed by; it takes a minute or two."""

import sys

from tests.mutation.score import table_of_lies, table_of_operators

for table in (table_of_operators, table_of_lies):
    for line in table():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
