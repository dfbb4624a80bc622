"""docs/requirements.md, generated: `python -m conformance.specs.table > docs/requirements.md`.

Every requirement of every document and release, once each, as its newest release has it.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from conformance.specs.catalogue import all_requirements
from conformance.specs.model import Level, Requirement

_HEAD = (
    "# Requirements\n\n"
    "Everything that is tested, by document and area, with the releases that say it.\n"
    "A sentence is that of the newest of its releases; `camara-conformance explain ID` shows "
    "what an older one says otherwise, why it matters, how it is tested and which readings "
    "pass.\n"
    "This page is generated: `python -m conformance.specs.table > docs/requirements.md`.\n"
)


def requirements_page() -> str:
    """Return the page in Markdown."""
    return "\n".join((_HEAD, *_counts(all_requirements()), *_documents(all_requirements())))


def _counts(rows: Iterable[Requirement]) -> Iterator[str]:
    counted = Counter((row.document, row.release, _weight(row)) for row in rows)
    releases = dict.fromkeys((document, release) for document, release, _ in counted)
    weights = [*(level.value for level in Level), "not testable"]
    yield f"| document | release | {' | '.join(weights)} |"
    yield f"|---|---|{'---:|' * len(weights)}"
    for document, release in sorted(releases, key=lambda each: (each[0], _age(each[1]))):
        numbers = [str(counted[document, release, weight]) for weight in weights]
        yield f"| {document} | {release} | {' | '.join(numbers)} |"
    yield ""


def _weight(row: Requirement) -> str:
    return "not testable" if row.excluded is not None else row.level.value


def _age(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def _documents(rows: Iterable[Requirement]) -> Iterator[str]:
    by_document: dict[str, dict[str, list[Requirement]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        by_document[row.document][row.id].append(row)
    for document, by_id in by_document.items():
        yield from (f"## {document}", "")
        yield from _areas(by_id.values())


def _areas(requirements: Iterable[Sequence[Requirement]]) -> Iterator[str]:
    by_area: dict[str, list[Sequence[Requirement]]] = defaultdict(list)
    for releases in requirements:
        by_area[releases[0].id.rpartition(".")[0]].append(releases)
    for area, members in by_area.items():
        yield from (f"### {area}", "", "| id | level | requirement | source | releases |")
        yield "|---|---|---|---|---|"
        yield from map(_row, members)
        yield ""


def _row(releases: Sequence[Requirement]) -> str:
    oldest_first = sorted(releases, key=lambda row: _age(row.release))
    newest = oldest_first[-1]
    sentence = newest.title
    if newest.excluded is not None:
        sentence += f" *Not testable: {newest.excluded}*"
    named = ", ".join(row.release for row in oldest_first)
    cells = (f"`{newest.id}`", newest.level.value, sentence, newest.section, named)
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


if __name__ == "__main__":
    sys.stdout.write(requirements_page())
