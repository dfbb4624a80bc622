"""Says in plain words what PyYAML found; its own texts quote the file, secrets included."""

import yaml

from conformance.profile.errors import Problem

_SAYS: tuple[tuple[str, str, str], ...] = (
    (
        "could not find expected ':'",
        "a key has no colon, or the value above it goes on here",
        "write `key: value`, with a space after the colon",
    ),
    (
        "mapping values are not allowed",
        "a colon stands where none can",
        "check the indentation, and put a value that holds a colon and a space in quotes",
    ),
    (
        "expected <block end>",
        "the indentation does not go with the lines above",
        "indent keys of one mapping alike",
    ),
    (
        "block sequence entries are not allowed",
        "a dash stands where no list can begin",
        "begin the list on a line of its own",
    ),
    (
        "expected ',' or",
        "a comma or a closing bracket is missing",
        "close every [ and {, and put a comma between values",
    ),
    ("end of stream", "a quote is never closed", "close it"),
    (
        "that cannot start any token",
        "a value begins with a character that YAML keeps for itself",
        "put the value in quotes",
    ),
    (
        "escape",
        "a backslash in double quotes begins no known escape",
        "use single quotes, or write the backslash twice",
    ),
)
_OTHERWISE = ("this is not valid YAML", "check indentation, quotes and brackets")
_TAB = ("a tab stands here", "indent with spaces")
_VARIABLE = (
    "a variable without quotes can't stand inside { } or [ ]",
    'write it in quotes: "${NAME}"',
)
_CONTROL = ("a control character stands here", "remove it")


def syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Return what is wrong and where, without a word of the file."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Problem(file, *_CONTROL, line)
    mark = _mark(error) if isinstance(error, yaml.MarkedYAMLError) else None
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return Problem(file, *_OTHERWISE)
    lines = text.splitlines()
    found = lines[mark.line] if mark.line < len(lines) else ""
    return Problem(file, *_said(error, found), mark.line + 1, mark.column + 1)


def _mark(error: yaml.MarkedYAMLError) -> yaml.Mark | None:
    """Return where to look: an unclosed quote is found at its end, and means its beginning."""
    if "end of stream" in (error.problem or "") and error.context_mark is not None:
        return error.context_mark
    return error.problem_mark or error.context_mark


def _said(error: yaml.MarkedYAMLError, line: str) -> tuple[str, str]:
    problem = error.problem or ""
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation or "'\\t'" in problem:
        return _TAB
    if "flow" in (error.context or "") and "${" in line:
        return _VARIABLE
    for part, message, remedy in _SAYS:
        if part in problem:
            return message, remedy
    return _OTHERWISE
