"""The map of old ids to new ones, for every other system that knows the old ones.

Streamed: a map of a million lines is never held. Look-up goes both ways.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched
from typing import Final

from carryover.migration.model import Old, Run, Thing
from carryover.migration.sheets import line
from carryover.migration.store import IdMap

COLUMNS: Final = ("account", "kind", "old_id", "new_id")

type Pair = tuple[Old, str]

PREFIXES: Final[Mapping[str, Thing]] = {
    "cus_": Thing.CUSTOMER,
    "pm_": Thing.PAYMENT_METHOD,
    "card_": Thing.PAYMENT_METHOD,
    "src_": Thing.PAYMENT_METHOD,
    "ba_": Thing.PAYMENT_METHOD,
    "price_": Thing.PRICE,
    "plan_": Thing.PRICE,
    "prod_": Thing.PRODUCT,
    "promo_": Thing.PROMOTION_CODE,
    "txr_": Thing.TAX_RATE,
    "sub_": Thing.SUBSCRIPTION,
}
"""What an id names by its first letters. Coupons, and products and plans of old, may be called
anything (docs.stripe.com/api/coupons/create, ``id``)."""

_PLAIN: Final = re.compile(r"[ -\[\]-~]+")
"""Printable ASCII without the backslash, which databases read differently."""

_ROWS: Final = 500
"""Per INSERT: well under what any database takes in one statement."""


def as_csv(pairs: Iterable[Pair]) -> Iterator[str]:
    """Write lines of CSV, every field in quotes (RFC 4180)."""
    yield line(COLUMNS, quoted=True)
    for old, new in pairs:
        yield line((old.account, old.kind.value, old.id, new), quoted=True)


def as_json(pairs: Iterable[Pair]) -> Iterator[str]:
    """Write one JSON array, a line per element."""
    before = "["
    for old, new in pairs:
        named = dict(zip(COLUMNS, (old.account, old.kind.value, old.id, new), strict=True))
        yield f"{before}\n{json.dumps(named)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def as_sql(pairs: Iterable[Pair], table: str = "carryover_ids") -> Iterator[str]:
    """Write a table and its rows in plain SQL, the same for PostgreSQL, MySQL and SQLite.

    Raises ``ValueError`` rather than write what a database might read as anything but text.
    """
    if re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", table) is None:
        raise ValueError(f"{table!r} is no name for a table: small letters, digits and _ only")
    names = ", ".join(COLUMNS)
    yield (
        f"CREATE TABLE {table} (account VARCHAR(32) NOT NULL, kind VARCHAR(32) NOT NULL, "
        "old_id VARCHAR(255) NOT NULL, new_id VARCHAR(255) NOT NULL, "
        "PRIMARY KEY (account, kind, old_id));\n"
    )
    for some in batched(pairs, _ROWS, strict=False):
        rows = ",\n".join(_row(old, new) for old, new in some)
        yield f"INSERT INTO {table} ({names}) VALUES\n{rows};\n"


FORMATS: Final[Mapping[str, Callable[[Iterable[Pair]], Iterator[str]]]] = {
    "csv": as_csv,
    "json": as_json,
    "sql": as_sql,
}


def look_up(ids: IdMap, run: Run, name: str) -> list[Pair]:
    """Find an id, old or new, in every account; ``us/sub_1`` asks about that account only.

    An old id of a known kind is one read; anything else goes through the whole map.
    """
    account, _, bare = name.rpartition("/")
    accounts = (account,) if account else run.sources
    kind = next((kind for start, kind in PREFIXES.items() if bare.startswith(start)), None)
    if kind is not None:
        olds = [Old(account=each, kind=kind, id=bare) for each in accounts if each in run.sources]
        if found := ids.find(run.name, olds):
            return list(found.items())
    return [pair for pair in ids.all(run.name) if _meant(pair, account, bare, run)]


def _meant(pair: Pair, account: str, bare: str, run: Run) -> bool:
    """Tell whether a pair answers; the target's own name asks about new ids only."""
    old, new = pair
    if account == run.target:
        return new == bare
    return account in {"", old.account} and bare in {old.id, new}


def _row(old: Old, new: str) -> str:
    return f"({', '.join(map(_quoted, (old.account, old.kind.value, old.id, new)))})"


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(f"{text!r} cannot be written as SQL that every database reads the same")
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
