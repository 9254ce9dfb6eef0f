"""The card mapping in the project folder: one file per source, in Stripe's own form, and who is one
person in two sources."""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from carryover.kernel.errors import NeedsReview
from carryover.migration.cards.model import Row, customer, pairs
from carryover.migration.cards.people import Meeting, disputed, meetings
from carryover.migration.cards.reading import as_csv, read
from carryover.migration.elsewhere.given import given
from carryover.migration.elsewhere.reading import read as read_elsewhere
from carryover.migration.elsewhere.rows import Row as Foreign
from carryover.migration.model import Old, Thing
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder
from cli.command import Refusal
from cli.migrate.project import Project, writing

type Known = dict[Old, str]

PEOPLE: Final = "cards/one_person.json"
"""New ids of customers that a person says are one person in several sources, each with why."""

_SAID: Final = TypeAdapter(dict[str, str])


def known(project: Project) -> Known:
    """Say every old id whose new one is beyond doubt: what may be planned with and handed over.

    Customers of two sources who became one without being one person are left out, so that they are
    held with the sentence that they are not mapped.
    """
    found = imported(project)
    for alias in project.settings.elsewhere:
        found |= given(alias, foreign_rows(project, alias), found)
    for old in disputed(met(project, found, everybody=False)):
        del found[old]
    return found


def imported(project: Project) -> Known:
    """Say everything the files say, doubtful or not."""
    found: Known = {}
    for alias in project.settings.origins:
        found |= pairs(alias, kept(project, alias))
    return found


def kept(project: Project, alias: str) -> tuple[Row, ...]:
    """Read what was imported of one source; raises ``Refusal`` when the file was changed."""
    path = project.mapping(alias)
    if not path.exists():
        return ()
    reading = read(path.read_bytes(), foreign=alias in project.settings.elsewhere)
    if reading.faults:
        raise Refusal(f"{path} was changed and cannot be believed any more: {reading.faults[0]}")
    return reading.rows


def keep(project: Project, alias: str, rows: Iterable[Row]) -> Path:
    """Write a source's mapping, whole or not at all."""
    path = project.mapping(alias)
    with writing(path) as file:
        file.writelines(as_csv(rows))
    return path


def foreign_rows(project: Project, alias: str) -> tuple[Foreign, ...]:
    """Read the subscriptions of a source that is no Stripe account; raises ``Refusal``."""
    path = project.root / project.settings.elsewhere[alias]
    try:
        reading = read_elsewhere(path.read_bytes())
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}") from None
    if reading.faults:
        more = len(reading.faults) - 1
        rest = f" (and {more} more: carryover migrate elsewhere check)" if more else ""
        raise Refusal(f"{path}, {reading.faults[0]}{rest}")
    return reading.rows


def met(project: Project, found: Mapping[Old, str], *, everybody: bool) -> list[Meeting]:
    """Find customers of several sources that meet; who did not become one with somebody is looked
    at only when ``everybody`` is asked for, for that reads every customer of every snapshot."""
    customers = {old: new for old, new in found.items() if old.kind is Thing.CUSTOMER}
    wanted = set(customers) if everybody else _sharing(customers)
    if len({old.account for old in wanted}) < 2:
        return []
    chosen = {old: customers[old] for old in wanted}
    return meetings(chosen, _emails(project, wanted), confirmed=one_person(project))


def one_person(project: Project) -> dict[str, str]:
    """Read what a person has said, by new id."""
    path = project.root / PEOPLE
    if not path.exists():
        return {}
    try:
        return _SAID.validate_json(path.read_bytes())
    except ValidationError:
        raise Refusal(f'{path} is not JSON like {{"cus_…": "why"}}') from None


def say_one_person(project: Project, news: Iterable[str], why: str) -> None:
    """Write down that customers who became one are one person."""
    said = {**one_person(project), **dict.fromkeys(news, why)}
    with writing(project.root / PEOPLE) as file:
        file.write(json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def archive(project: Project, alias: str) -> Archive | None:
    """Open a source's snapshot; ``None``: none was taken, or it is no Stripe account."""
    if alias in project.settings.elsewhere or not project.snapshot(alias).exists():
        return None
    try:
        return Archive.open(Folder(project.snapshot(alias)), account=alias)
    except NeedsReview as doubt:
        raise Refusal(f"{project.snapshot(alias)}: {doubt.sentence}") from None


def _sharing(customers: Mapping[Old, str]) -> set[Old]:
    """Find who has a new id together with somebody of another source."""
    first: dict[str, Old] = {}
    shared: set[Old] = set()
    for old, new in customers.items():
        before = first.setdefault(new, old)
        if before.account != old.account:
            shared |= {before, old}
    return shared


def _emails(project: Project, wanted: Collection[Old]) -> dict[Old, str]:
    """Read the addresses of a few customers; who is in no snapshot has none."""
    found: dict[Old, str] = {}
    for alias in sorted({old.account for old in wanted}):
        opened = archive(project, alias)
        for one in opened.each("customer") if opened else ():
            old = customer(alias, str(one["id"]))
            if old in wanted and one.get("email"):
                found[old] = str(one["email"])
    return found
