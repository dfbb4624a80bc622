"""Judges recorded traffic offline: what every answer shows, under the ids of a run.

Only the requirements that are carried by exchanges can be judged; those that take a request
of ours, a line whose history is known or a token of some kind are not testable here. Most of
them are mandatory, so that recorded traffic is `partial` at best: an export shows what its
maker left in it, and what follows from it is never conformance. A failure in it is a failure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from conformance.checks.every_exchange import JUDGEMENTS, Observer
from conformance.checks.operations import operation_contracts
from conformance.exchanges import Exchange, Judgements, Purpose, RedactedExchange
from conformance.outcomes import CaseResult, Outcome
from conformance.plan import PlannedCase
from conformance.plan.withheld import Withheld, not_testable
from conformance.profile import Profile
from conformance.report.har_reading import Entry, Har, HarError
from conformance.report.journal import EndRecord
from conformance.report.model import Report, Selection
from conformance.report.reading import JOURNAL_NAME, write_report
from conformance.report.render import render_all
from conformance.report.text import one_line
from conformance.run import assembly, planned
from conformance.run.errors import Unusable
from conformance.run.execution import Finished, new_folder
from conformance.run.keeping import RunJournal
from conformance.run.options import Options
from conformance.run.recorded.fillings import line_values
from conformance.run.selection import Prepared, prepare
from conformance.target.placeholders import is_cut, placeholders
from conformance.target.recording import Recorder, redact
from conformance.target.redaction import Redactor, redactor_of
from conformance.target.wire import CORRELATOR, OperationWire

OFFLINE = "recorded traffic does not show it: run the suite against the target"
_NO_ANSWER = "the recording holds no answer of this operation that could be judged"
_NOT_APPLICABLE = "the recording holds no answer that the requirement applies to"
_TEXT_ONLY = "the recording holds bodies as text: only one that holds them in base64 shows it"
# Which takes the bytes themselves, and not a text that a browser made of them.
_OF_BYTES = "commonalities.media-type.body-is-utf-8"
# Stands where a path has a line's number, whatever it is.
_NUMBER = "0000number0000"
_LONGEST_REASON = 2000


@dataclass(frozen=True)
class Judged:
    """Recorded traffic as judged."""

    finished: Finished
    entries: int
    """How many entries of the archive go to the APIs."""
    judged: int
    """How many of them could be judged."""


def judge_traffic(
    har: Har, profile: Profile, output: Path | None, environment: str | None = None
) -> Judged:
    """Judge an archive and write a report's folder, as a run does.

    `environment` is what the report says of it where no profile of a person does.
    Raises `HarError` where the archive holds nothing of these APIs or can't be read,
    `Unusable` where the folder can't be written, and what `prepare` raises.
    """
    options = Options(output=output)
    prepared = prepare(profile, options)
    traffic = _Traffic(har, prepared)
    exchanges = list(traffic.exchanges())
    if not exchanges:
        raise HarError(_elsewhere(har, prepared))
    folder = new_folder(output, profile)
    finished = _written(traffic, exchanges, options, folder, environment)
    judged = sum(each.purpose.operation is not None for each in exchanges)
    return Judged(finished, len(exchanges), judged)


def _elsewhere(har: Har, prepared: Prepared) -> str:
    wanted = " or ".join(prepared.profile.api(api).base_url for api in prepared.contracts)
    hosts = dict.fromkeys("/".join(url.split("/", 3)[:3]) for _, url in har.addresses())
    found = ", ".join(one_line(host, 80) for host in list(hosts)[:5]) or "nobody"
    return (
        f"{har.path}: none of its {len(har)} entries goes to {wanted}; they go to {found}: "
        "name the base URL that the traffic was recorded at"
    )


class _Traffic:
    """The exchanges of an archive with the APIs of a profile."""

    def __init__(self, har: Har, prepared: Prepared) -> None:
        self.prepared = prepared
        self.as_bytes: set[str] = set()
        """Operations of which an answer is held as bytes."""
        self._har = har
        self._bases = [
            _plain(prepared.profile.api(api).base_url) for api in prepared.contracts
        ]
        self._operations = list(_operations(prepared))
        self._values = line_values(prepared.profile, redactor_of(prepared.profile))

    def exchanges(self) -> Iterator[Exchange]:
        """Yield them, numbered as they stand in the archive; raises `HarError`."""
        for number, url in self._har.addresses():
            plain = _plain(url)
            if any(plain == base or plain.startswith(f"{base}/") for base in self._bases):
                yield self._exchange(self._har.entry(number), plain)

    def _exchange(self, entry: Entry, plain: str) -> Exchange:
        entry = self._restored(entry) if self._har.is_own else entry
        operation = self._operation(entry, plain)
        if operation is not None and entry.as_bytes:
            self.as_bytes.add(operation)
        return Exchange(
            number=entry.number,
            case=None,
            purpose=Purpose("api", operation),
            request=entry.request,
            response=entry.response,
            error=entry.error,
            seconds=entry.seconds,
            started_at=entry.started_at or datetime.now(UTC),
        )

    def _operation(self, entry: Entry, plain: str) -> str | None:
        """Return what its answer is judged by; None for one that can't be judged."""
        if entry.response is None or not entry.body_known or self._is_redacted(entry):
            return None
        if entry.kind not in (None, "api"):
            return None  # a run's own probing, which the run did not judge either
        found = (
            name
            for name, method, path in self._operations
            if method == entry.request.method.upper() and path.fullmatch(plain)
        )
        return next(found, None)

    def _restored(self, entry: Entry) -> Entry:
        """Put the profile's lines back where a run of ours took their numbers out."""
        if entry.response is None:
            return entry
        text = entry.response.body.decode("utf-8", "replace")
        for placeholder in placeholders(text):
            text = text.replace(placeholder, self._values.get(placeholder, placeholder))
        return replace(entry, response=replace(entry.response, body=text.encode()))

    def _is_redacted(self, entry: Entry) -> bool:
        """Whether what is left of an answer says nothing about what was answered."""
        if not self._har.is_own or entry.response is None:
            return False
        text = entry.response.body.decode("utf-8", "replace")
        correlator = entry.response.headers.get(CORRELATOR, "")
        return is_cut(text) or bool(placeholders(f"{text} {correlator}"))


def _operations(prepared: Prepared) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Yield `<api>.<operation>`, method, and what its address looks like."""
    for api, contract in prepared.contracts.items():
        base = prepared.profile.api(api).base_url
        for operation in contract.operations.values():
            wire = OperationWire(api, operation.name, prepared.profile.wire)
            url = _plain(wire.url(base, operation.path, {"phone_number": _NUMBER}))
            path = re.escape(url).replace(_NUMBER, "[^/]+")
            yield f"{api}.{operation.name}", wire.method(operation.method), re.compile(path)


def _plain(url: str) -> str:
    """Return a URL without query, as every client would write it; itself if it is none."""
    try:
        return str(httpx.URL(url).copy_with(query=None, fragment=None)).rstrip("/")
    except httpx.InvalidURL:
        return url


def _written(
    traffic: _Traffic,
    exchanges: Sequence[Exchange],
    options: Options,
    folder: Path,
    environment: str | None,
) -> Finished:
    prepared = traffic.prepared
    redactor = redactor_of(prepared.profile)
    # Twice: what a later entry shows to be a secret may stand in an earlier one.
    for exchange in exchanges:
        redact(exchange, redactor)
    kept: list[tuple[RedactedExchange, Judgements]] = []
    recorder = Recorder(redactor)
    judges = operation_contracts(prepared.profile, prepared.contracts)
    observer = Observer(judges, redactor.text)
    observer.listen(lambda *each: kept.append(each))
    recorder.listen(observer.observe)
    for exchange in exchanges:
        recorder.record(exchange)
    results = _Results(traffic, exchanges, observer, redactor)
    judged = list(results.judged())
    plan = planned.plan_of(results.prepared, redactor)
    head = planned.head(prepared, options, datetime.now(UTC), redactor, plan)
    if environment is not None:
        whose = head.profile.model_copy(update={"environment": environment})
        head = head.model_copy(update={"profile": whose})
    with RunJournal(folder / JOURNAL_NAME, head) as journal:
        for redacted, judgements in kept:
            journal.write_exchange(redacted, judgements)
        for result in judged:
            journal.write(assembly.case_record(result))
        journal.write(EndRecord(finished_at=datetime.now(UTC)))
    report, code = assembly.report(folder / JOURNAL_NAME)
    report = _of_a_recording(report)
    _keep(report, folder)
    return Finished(report, folder, code, began=True)


def _of_a_recording(report: Report) -> Report:
    """Say wherever a report says what was tested that it was recorded traffic."""
    only = "Only recorded traffic was judged; nothing was sent."
    selection = Selection(options=("judge, of recorded traffic",))
    reasons = (*report.verdict_reasons, only)
    return report.model_copy(update={"selection": selection, "verdict_reasons": reasons})


def _keep(report: Report, folder: Path) -> None:
    try:
        write_report(report, folder)
        render_all(report, folder)
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): name another --output"
        ) from error


class _Results:
    """What became of each case, by what was seen."""

    def __init__(
        self,
        traffic: _Traffic,
        exchanges: Sequence[Exchange],
        observer: Observer,
        redactor: Redactor,
    ) -> None:
        self._traffic = traffic
        self._observer = observer
        self._redactor = redactor
        self._seen = {each.purpose.operation for each in exchanges}
        cases = tuple(self._planned(case) for case in traffic.prepared.cases)
        # What passes in a recording may fail in what was not recorded: nothing is stale yet.
        unseen = {
            identifier: frozenset({*ids, OFFLINE})
            for identifier, ids in traffic.prepared.deviating.items()
        }
        self.prepared = replace(traffic.prepared, cases=cases, planned=cases, deviating=unseen)
        """The run's plan, what can't be judged withheld."""

    def judged(self) -> Iterator[CaseResult]:
        """Yield the result of each case that is not withheld."""
        for case in self.prepared.cases:
            if case.withheld is None:
                yield self._result(case)

    def _planned(self, case: PlannedCase) -> PlannedCase:
        return replace(case, withheld=self._withheld(case))

    def _withheld(self, case: PlannedCase) -> Withheld | None:
        if case.withheld is not None and case.withheld.outcome == "not-offered":
            return case.withheld
        if case.requirement.id not in JUDGEMENTS:
            return not_testable(OFFLINE)
        if case.operation_id not in self._seen:
            return not_testable(_NO_ANSWER)
        if not self._observer.judged(case.requirement.id, case.operation_id):
            return not_testable(_NOT_APPLICABLE)
        if (
            case.requirement.id == _OF_BYTES
            and case.operation_id not in self._traffic.as_bytes
        ):
            findings = self._observer.findings(case.requirement.id, case.operation_id)
            return None if findings else not_testable(_TEXT_ONLY)
        return None

    def _result(self, case: PlannedCase) -> CaseResult:
        findings = self._observer.findings(case.requirement.id, case.operation_id)
        problems = (f"exchange {each.exchange}: {each.problem}" for each in findings)
        reason = self._redactor.text("; ".join(problems))[:_LONGEST_REASON] or None
        outcome: Outcome = "failed" if findings else "passed"
        numbers = tuple(each.exchange for each in findings)
        return CaseResult(case.id, case.requirement.id, outcome, reason, 0.0, numbers)
