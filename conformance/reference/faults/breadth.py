"""Mistakes that show only where a second line, number, scope or kind of token is tried."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from conformance.reference.authorization.grants import Grant
from conformance.reference.authorization.jwt_bearer_rules import User
from conformance.reference.dialects import Dialect
from conformance.reference.faults.registry import CHECK, DATE, SIM_SWAP, Catalogue, rows
from conformance.reference.operations import Operation
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber, Subscribers

if TYPE_CHECKING:
    from conformance.reference.world import World

catalogue = Catalogue()
_WINDOWS = CHECK + "each-known-swap-is-in-its-window"
_DATES = DATE + "each-known-date-is-told"
_ABROAD = rows(SIM_SWAP, "same-digits-in-another-country-are-nobody")
_USERS_SCOPE = rows(SIM_SWAP, "users-token-with-another-scope-is-refused")
_BOTH_SCOPES = "token-of-both-scopes-is-accepted"
# Where the activation of the line never-too falls into the afternoon.
_OFFICE = timezone(timedelta(hours=5, minutes=30))
_NAMED = "jwt-bearer.token-is-of-the-line-named"


@catalogue.fault(_WINDOWS)
def window_cut_to_a_month(rules: Rules) -> None:
    """A maxAge of more than 720 hours is cut to 720 silently."""
    honest = rules.window
    rules.window = lambda hours: honest(min(hours, 720))


@catalogue.fault(_WINDOWS)
def swaps_forgotten_after_a_quarter(rules: Rules) -> None:
    """The table of swaps is emptied of what is older than 89 days."""
    honest = rules.swapped
    kept = timedelta(days=89)
    rules.swapped = lambda line, back, now: honest(line, min(back, kept), now)


@catalogue.fault(_DATES)
def date_forgotten_after_half_a_year(rules: Rules) -> None:
    """Swaps of more than 180 days ago are in an archive, and their date is null."""
    _tell_instead(rules, timedelta(days=180), lambda _: None)


@catalogue.fault(_DATES)
def activation_told_for_an_old_swap(rules: Rules) -> None:
    """A swap of more than 89 days ago gives way to the activation of the first SIM."""
    _tell_instead(rules, timedelta(days=89), lambda line: line.activated_at)


@catalogue.fault(_DATES)
def clock_of_twelve_hours(rules: Rules) -> None:
    """Times are written on a local clock of twelve hours, without its am or pm."""
    honest = rules.write_time

    def write_time(moment: datetime) -> object:
        local = moment.astimezone(_OFFICE)
        return honest(local.replace(hour=local.hour % 12))

    rules.write_time = write_time


@catalogue.fault(*_ABROAD)
def line_found_by_its_last_digits(rules: Rules) -> None:
    """The directory is searched by the last nine digits, whatever the country."""
    honest = rules.line_of_number

    def line_of_number(world: "World", number: str) -> Subscriber:
        try:
            return honest(world, number)
        except RefusalError:
            same = (
                each for each in world.subscribers if each.phone_number[-9:] == number[-9:]
            )
            found = next(same, None)
            if found is None:
                raise
            return found

    rules.line_of_number = line_of_number


@catalogue.fault(*_USERS_SCOPE)
def users_token_opens_the_whole_api(rules: Rules) -> None:
    """What a user has agreed to is not looked at: tokens of users open all of SIM Swap."""
    honest = rules.grant_of

    def grant_of(world: "World", token: str) -> Grant:
        grant = honest(world, token)
        of_a_user = grant.line_id is not None and any(
            scope.startswith("sim-swap:") for scope in grant.scopes
        )
        return replace(grant, scopes=grant.scopes | {"sim-swap"}) if of_a_user else grant

    rules.grant_of = grant_of


def _one_scope_only(rules: Rules, place: int) -> None:
    """Look at one scope of a token, in the order of the alphabet."""
    honest = rules.scope_suffices

    def suffices(granted: frozenset[str], operation: Operation) -> bool:
        ranked = sorted(granted)
        return honest(frozenset(ranked[place:][:1]), operation)

    rules.scope_suffices = suffices


@catalogue.fault(DATE + _BOTH_SCOPES)
def first_scope_alone_counts(rules: Rules) -> None:
    """A scope is read up to its first space, and the rest of the list is lost."""
    _one_scope_only(rules, 0)


@catalogue.fault(CHECK + _BOTH_SCOPES)
def last_scope_alone_counts(rules: Rules) -> None:
    """Scopes are put into a table of one row, where the last one stays."""
    _one_scope_only(rules, -1)


@catalogue.fault(_NAMED)
def jwt_bearer_token_names_nobody(rules: Rules) -> None:
    """The token of this flow is made like one of client credentials, without a user."""
    answer, honest, made = rules.authorization.jwt_bearer.response, rules.grant_of, set[str]()

    def response(members: dict[str, object]) -> dict[str, object]:
        made.add(str(members["access_token"]))
        return answer(members)

    def grant_of(world: "World", token: str) -> Grant:
        grant = honest(world, token)
        return replace(grant, line_id=None) if token in made else grant

    rules.authorization.jwt_bearer.response, rules.grant_of = response, grant_of


@catalogue.fault(_NAMED)
def jwt_bearer_token_of_the_first_user(rules: Rules) -> None:
    """The user is looked up once for each client, who has many in this flow."""
    honest, known = rules.authorization.jwt_bearer.user_of, list[User]()

    def user_of(sub: object, lines: Subscribers, tokens: dict[str, str]) -> User:
        known.append(honest(sub, lines, tokens))
        return known[0]

    rules.authorization.jwt_bearer.user_of = user_of


def _tell_instead(
    rules: Rules, oldest: timedelta, told: Callable[[Subscriber], datetime | None]
) -> None:
    honest = rules.latest_change

    def latest_change(line: Subscriber, dialect: Dialect, now: datetime) -> datetime | None:
        changed = line.changed_at
        old = changed is not None and now - changed > oldest
        return told(line) if old else honest(line, dialect, now)

    rules.latest_change = latest_change
