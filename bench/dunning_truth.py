"""The hidden life of a failed invoice: when its card would have worked, and what moves its owner.

A truth can be written down and read as CSV, so that others can bring theirs and look at ours:

    invoice                 any name, once
    failed_at               the first failure, seconds since 1970 (UTC)
    amount, currency        minor units; lower-case code
    network, country        ``visa``, ``mastercard``, ``amex`` …; two letters, or empty
    decline_code            what the bank says whenever it says no
    network_advice_code     two digits, or empty
    network_decline_code    or empty
    works                   hours since the failure in which an attempt succeeds, ``from-until``,
                            several with ``;``, no end for ever: ``30-54;200-``. Empty: never
    reacts_after            how many messages it takes until the customer acts; empty: never does
    reacts_delay            hours from that message to the act
    reacts_how              ``pays`` the invoice by hand, or gives a new ``card``, which works

Of attempts that were made in earnest (``--attempts``) only a part of the truth is known: that the
card worked from its first success on, and not at the failures before. The columns are:

    invoice, at             seconds since 1970 (UTC); a row per attempt, in any order
    amount, currency, network, country, decline_code, network_advice_code, network_decline_code
    result                  ``paid`` or ``declined``; an invoice whose first is paid is left out
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TextIO

from carryover.dunning.declines import DAY, HOUR, Cause, Decline, understand
from carryover.kernel.clock import Seconds

EVER: Final = 1 << 40
COLUMNS: Final = (
    "invoice", "failed_at", "amount", "currency", "network", "country", "decline_code",
    "network_advice_code", "network_decline_code", "works", "reacts_after", "reacts_delay",
    "reacts_how",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a customer does after so many messages."""

    after: int
    delay: Seconds
    how: Literal["pays", "card"]


@dataclass(frozen=True, slots=True)
class Truth:
    """One failed invoice, as nobody knows it."""

    invoice: str
    failed_at: Seconds
    amount: int
    currency: str
    network: str
    country: str | None
    decline: Decline
    works: tuple[tuple[Seconds, Seconds], ...] = ()
    """In seconds since the failure: from, and no longer at."""
    reaction: Reaction | None = None

    def approves(self, at: Seconds) -> bool:
        """Tell whether an attempt at that moment succeeds."""
        return any(begin <= at - self.failed_at < end for begin, end in self.works)

    def recoverable(self, within: Seconds) -> bool:
        """Tell whether somebody who knows all this, and writes one message a day, gets the money in
        that time within the networks' limits: one attempt, at the right moment, on a card that may
        be tried again at all; or the customer acts."""
        tried = self.may_be_tried and any(begin < within for begin, _ in self.works)
        acted = self.reaction and (self.reaction.after - 1) * DAY + self.reaction.delay < within
        return tried or bool(acted)

    @property
    def may_be_tried(self) -> bool:
        """Tell whether the bank's words leave another attempt on this card at all. Opening for
        ``CONFIRM`` is the customer's act, never an attempt's."""
        return understand(self.decline).cause in (Cause.FUNDS, Cause.TECHNICAL, Cause.BANK)


def write(path: Path, truths: Iterable[Truth]) -> None:
    """Write truths down for others to read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, COLUMNS)
        sheet.writeheader()
        sheet.writerows(_row(one) for one in truths)


def load(path: Path) -> Iterator[Truth]:
    """Read what somebody else made up. Raises ``ValueError`` that names the line."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(_sheet(path, file, COLUMNS), 2):
            try:
                yield _truth(row)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None


ATTEMPTS: Final = ("invoice", "at", "result", *COLUMNS[2:9])


def from_attempts(path: Path) -> Iterator[Truth]:
    """Read attempts that were made in earnest, an invoice at a time. Raises ``ValueError`` that
    names what is missing."""
    tried: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in _sheet(path, file, ATTEMPTS):
            tried.setdefault(row["invoice"], []).append(row)
    for rows in tried.values():
        rows.sort(key=lambda row: int(row["at"]))
        if rows[0]["result"] == "declined":
            yield _known(rows)


def _known(rows: list[dict[str, str]]) -> Truth:
    failed = int(rows[0]["at"])
    paid = next((int(row["at"]) for row in rows if row["result"] == "paid"), None)
    works = () if paid is None else ((paid - failed, EVER),)
    blank = dict.fromkeys(COLUMNS, "")
    return replace(_truth({**blank, **rows[0], "failed_at": str(failed)}), works=works)


def _sheet(path: Path, file: TextIO, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    sheet = csv.DictReader(file)
    missing = set(columns) - set(sheet.fieldnames or ())
    if missing:
        raise ValueError(f"{path}: the columns {', '.join(sorted(missing))} are missing")
    yield from sheet


def _row(one: Truth) -> dict[str, object]:
    reaction = one.reaction
    return {
        "invoice": one.invoice,
        "failed_at": one.failed_at,
        "amount": one.amount,
        "currency": one.currency,
        "network": one.network,
        "country": one.country or "",
        "decline_code": one.decline.decline_code or "",
        "network_advice_code": one.decline.network_advice_code or "",
        "network_decline_code": one.decline.network_decline_code or "",
        "works": ";".join(f"{_hours(a)}-{_hours(b)}" for a, b in one.works),
        "reacts_after": reaction.after if reaction else "",
        "reacts_delay": _hours(reaction.delay) if reaction else "",
        "reacts_how": reaction.how if reaction else "",
    }


def _hours(at: Seconds) -> str:
    return "" if at >= EVER else f"{at / HOUR:.4f}".rstrip("0").rstrip(".")


def _truth(row: dict[str, str]) -> Truth:
    return Truth(
        invoice=row["invoice"],
        failed_at=int(row["failed_at"]),
        amount=int(row["amount"]),
        currency=row["currency"],
        network=row["network"],
        country=row["country"] or None,
        decline=Decline(
            code="card_declined",
            decline_code=row["decline_code"] or None,
            network_advice_code=row["network_advice_code"] or None,
            network_decline_code=row["network_decline_code"] or None,
        ),
        works=tuple(_window(said) for said in row["works"].split(";") if said.strip()),
        reaction=_reaction(row),
    )


def _window(said: str) -> tuple[Seconds, Seconds]:
    begin, dash, end = said.strip().partition("-")
    if not dash:
        raise ValueError(f"works: {said!r} is not `from-until` in hours")
    return round(float(begin) * HOUR), round(float(end) * HOUR) if end else EVER


def _reaction(row: dict[str, str]) -> Reaction | None:
    if not row["reacts_after"]:
        return None
    how = row["reacts_how"]
    if how not in ("pays", "card"):
        raise ValueError(f"reacts_how: {how!r} is neither `pays` nor `card`")
    delay = round(float(row["reacts_delay"] or 0) * HOUR)
    return Reaction(int(row["reacts_after"]), delay, "pays" if how == "pays" else "card")
