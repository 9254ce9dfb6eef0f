"""What customers and sources have in common, found on disk: memory stays flat.

A temporary SQLite database, gone when it is closed. E-mail addresses are kept as digests only.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from carryover.migration.audit.model import Finding, Rank
from carryover.migration.audit.reading import text
from carryover.migration.audit.rule import Rule, Tally, finding
from carryover.ports.stripe_api import Json

TABLES: Final = """
CREATE TABLE billed (account, customer, currency, UNIQUE (account, customer, currency));
CREATE TABLE person (account, id, email, billed);
CREATE TABLE named (kind, id, account);
"""

INDEXES: Final = """
CREATE INDEX person_id ON person (id);
CREATE INDEX person_email ON person (email);
CREATE INDEX named_id ON named (kind, id);
"""

PAIRS: Final = """
SELECT a.account, b.account, {shown} FROM person a JOIN person b
ON a.{same} = b.{same} AND a.account < b.account
WHERE {condition} ORDER BY 1, 2, 3
"""

RULES: Final = {
    "same_id": Rule[object](
        "same_customer_id",
        Rank.BLOCKS,
        "One customer id, two different people",
        "The data copy keeps customer ids: the second copy would meet somebody else's customer.",
        "Tell Stripe before the copy is ordered; one of them has to get a new id.",
        bool,
    ),
    "copied_before": Rule[object](
        "copied_before",
        Rank.DECIDE,
        "One customer id and one person in two sources",
        "It was copied between these accounts before; the copy into the target finds it there "
        "already.",
        "Decide whose cards and defaults count; look at their subscriptions together.",
        bool,
    ),
    "same_email": Rule[object](
        "same_person",
        Rank.DECIDE,
        "One person, a customer in two sources",
        "They will be two customers with one e-mail address in the target: two portals, two cards.",
        "Decide whether they are merged; the move itself keeps them apart. Two currencies need two "
        "customers anyway.",
        bool,
    ),
    "catalogue": Rule[object](
        "same_catalogue_id",
        Rank.CARE,
        "Coupons, products or codes of the same name in two sources",
        "Names people chose (WELCOME, gold) meet in the target, and may mean different things.",
        "The first one keeps the name; the other is made under a new one and mapped.",
        bool,
    ),
}

CHOSEN: Final = {"coupon": "id", "product": "id", "promotion_code": "code"}
"""Kinds whose names people choose; all other ids are Stripe's, and collide only by copying."""

STRIPES: Final = ("prod_", "promo_")
"""Beginnings of ids nobody chose."""


@dataclass(slots=True)
class Crossing:
    """Everything that has to be compared across objects, of all sources."""

    held: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))
    """An empty name is a database on disk that is deleted when it is closed
    (sqlite.org/inmemorydb.html)."""

    def __post_init__(self) -> None:
        self.held.executescript(TABLES)

    def close(self) -> None:
        """Throw it away."""
        self.held.close()

    def billed(self, account: str, customer: str, currency: str) -> None:
        """Remember in what somebody is billed."""
        self.held.execute(
            "INSERT OR IGNORE INTO billed VALUES (?, ?, ?)", (account, customer, currency)
        )

    def currencies(self, account: str, customer: str) -> int:
        """Count in how many."""
        (found,) = self.held.execute(
            "SELECT count(*) FROM billed WHERE account = ? AND customer = ?", (account, customer)
        ).fetchone()
        return int(found)

    def person(self, account: str, customer: Json, *, billed: bool) -> None:
        """Remember a customer."""
        row = (account, text(customer, "id"), _digest(text(customer, "email")), billed)
        self.held.execute("INSERT INTO person VALUES (?, ?, ?, ?)", row)

    def named(self, account: str, kind: str, one: Json) -> None:
        """Remember a name somebody chose."""
        name = text(one, CHOSEN[kind])
        if name and not name.startswith(STRIPES):
            self.held.execute("INSERT INTO named VALUES (?, ?, ?)", (kind, name, account))

    def findings(self) -> Iterator[Finding]:
        """Say what meets, by pair of sources."""
        self.held.executescript(INDEXES)
        billed = "(a.billed OR b.billed)"
        yield from self._pairs("same_id", "id", "a.id", f"a.email IS NOT b.email AND {billed}")
        yield from self._pairs("copied_before", "id", "a.id", f"a.email IS b.email AND {billed}")
        shown = "a.id || ' = ' || b.id"
        yield from self._pairs("same_email", "email", shown, f"a.id <> b.id AND {billed}")
        yield from self._catalogue()

    def _pairs(self, rule: str, same: str, shown: str, condition: str) -> Iterator[Finding]:
        rows = self.held.execute(PAIRS.format(same=same, shown=shown, condition=condition))
        yield from _grouped(rule, rows, "customers")

    def _catalogue(self) -> Iterator[Finding]:
        rows = self.held.execute(
            "SELECT a.account, b.account, a.kind || ' ' || a.id FROM named a JOIN named b "
            "ON a.kind = b.kind AND a.id = b.id AND a.account < b.account ORDER BY 1, 2, 3"
        )
        yield from _grouped("catalogue", rows, "names")


def _grouped(rule: str, rows: Iterator[tuple[str, str, str]], of: str) -> Iterator[Finding]:
    tallies: dict[str, Tally] = {}
    for first, second, shown in rows:
        tallies.setdefault(f"{first} + {second}", Tally()).add(shown, {})
    for accounts, found in tallies.items():
        yield finding(RULES[rule], accounts, found, of=of, money_is="")


def _digest(email: str) -> bytes | None:
    """Make addresses comparable without keeping them; none is like no other."""
    plain = email.strip().casefold()
    return blake2b(plain.encode(), digest_size=16).digest() if plain else None
