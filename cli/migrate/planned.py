"""The plan in the project folder: made from its snapshots and cards, written down, taken up."""

from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.catalogue.shelf import living
from carryover.migration.elsewhere.judging import Target, judge_row
from carryover.migration.model import Old
from carryover.migration.planning.building import build
from carryover.migration.planning.entry import Entry
from carryover.migration.planning.plan import Plan, load
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder
from carryover.ports.stripe_api import StripeApi
from cli.command import Refusal
from cli.migrate.mapping import foreign_rows
from cli.migrate.mapping import known as cards
from cli.migrate.project import Project
from cli.migrate.settings import FILE

__all__ = ["Plan", "cards", "made", "named", "opened", "taken_up"]

type Stripe = Callable[[], StripeApi]
"""Opens the way to Stripe when it is needed."""

PLAN: Final = "plan/plan.jsonl"
"""The plan itself: what is hashed, approved and executed. The others beside it are for reading."""

DAY: Final = 24 * 60 * 60

SHORTEST: Final = 8
"""Characters of a hash that a person has to type: enough not to mean another plan by accident."""


def made(project: Project, cards: Container[Old], now: Seconds, stripe: Stripe) -> Plan:
    """Make the plan. Raises ``Refusal`` or ``NeedsReview`` before anything is written. ``stripe``
    is only asked about sources that are no Stripe account."""
    archives = [opened(project, alias, now) for alias in project.settings.sources]
    _together(archives)
    rules = project.settings.plan_rules()
    return build(archives, cards, rules, others=_others(project, stripe))


def _others(project: Project, stripe: Stripe) -> Iterator[Entry]:
    """Judge the rows of every such source against what the target has, live."""
    rules, at = project.settings.plan_rules(), project.settings.target
    for alias in project.settings.elsewhere:
        api = stripe()
        target = Target(partial(living, api, at), api.now(at))
        for row in foreign_rows(project, alias):
            yield judge_row(alias, row, target, rules)


def opened(project: Project, alias: str, now: Seconds) -> Archive:
    """Open a source's snapshot: whole, young enough, and of the account that is meant."""
    try:
        archive = Archive.open(Folder(project.snapshot(alias)), account=alias)
    except NeedsReview as doubt:
        raise Refusal(f"{project.snapshot(alias)}: {doubt.sentence}") from None
    taken, settings = archive.manifest, project.settings
    known = settings.accounts.get(alias)
    if known and not taken.account_id:
        raise Refusal(
            f"the snapshot of {alias} does not say whose it is, for its key may not read the "
            f"account, and {FILE} says that {alias} is {known}: let the key read it and take the "
            f"snapshot again, or take {alias} out of accounts in {FILE}"
        )
    if known and known != taken.account_id:
        raise Refusal(
            f"the snapshot of {alias} was taken from {taken.account_id}, {FILE} says that {alias} "
            f"is {known}: it is of another account"
        )
    if taken.account_id and taken.account_id == settings.accounts.get(settings.target):
        raise Refusal(f"the snapshot of {alias} is of {taken.account_id}, which is the target")
    days = (now - taken.taken_at) // DAY
    if days >= settings.snapshot_days:
        raise Refusal(
            f"the snapshot of {alias} is {days} days old, {FILE} allows {settings.snapshot_days}: "
            f"take a new one with carryover migrate snapshot --account {alias}"
        )
    return archive


def _together(archives: Sequence[Archive]) -> None:
    modes = {archive.manifest.livemode: archive.manifest.account for archive in archives}
    if True in modes and False in modes:
        raise Refusal(
            f"the snapshot of {modes[True]} is of live mode, that of {modes[False]} of test mode: "
            "a plan mixes no modes"
        )
    ids: dict[str, str] = {}
    for archive in archives:
        alias, account_id = archive.manifest.account, archive.manifest.account_id
        other = ids.setdefault(account_id, alias) if account_id else alias
        if other != alias:
            raise Refusal(f"{other} and {alias} are one and the same account, {account_id}")


def taken_up(project: Project) -> Plan:
    """Take up the plan in the folder; refuses one that was changed by hand."""
    path = project.root / PLAN
    if not path.exists():
        raise Refusal(f"there is no {path}: make one with carryover migrate plan")
    plan = load(lambda: _lines(path))
    plan.verify()
    return plan


def named(plan: Plan, given: str) -> None:
    """Make sure that the person means this plan; the beginning of its hash is enough."""
    if len(given) < SHORTEST:
        raise Refusal(f"type at least {SHORTEST} characters of the plan's hash, {plan.hash[:12]}…")
    if not plan.hash.startswith(given.lower()):
        raise Refusal(
            f"the plan in the folder has the hash {plan.hash[:12]}…, not {given[:12]}…: look at it "
            "again, then approve what you have seen"
        )


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
