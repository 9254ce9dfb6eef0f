"""MIG-4, MIG-14: the map of ids leaves the house whole, and answers both ways."""

import csv
import io
import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.migration.aftercare.idmap import COLUMNS, as_csv, as_json, as_sql, look_up
from carryover.migration.model import Old, Thing
from carryover.migration.sheets import harmless
from cli.rehearsal.memory import IdMemory
from tests.unit.migration.verifying.accounts import run

printable = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="\\"),
                    min_size=1, max_size=30)  # fmt: skip
pairs = st.lists(
    st.tuples(
        st.builds(Old, account=st.sampled_from(["us", "intl"]), kind=st.sampled_from(Thing),
                  id=printable),
        printable,
    ),
    unique_by=lambda pair: (pair[0].account, pair[0].kind, pair[0].id.casefold()),
    max_size=20,
)  # fmt: skip


def rows(given_pairs: list[tuple[Old, str]]) -> list[tuple[str, ...]]:
    return [(old.account, old.kind.value, old.id, new) for old, new in given_pairs]


@given(pairs)
def test_csv_is_read_back_as_it_was(known: list[tuple[Old, str]]) -> None:
    head, *lines = csv.reader(io.StringIO("".join(as_csv(known)), newline=""))

    assert tuple(head) == COLUMNS
    assert [tuple(line) for line in lines] == [tuple(map(harmless, row)) for row in rows(known)]


@given(pairs)
def test_json_is_read_back_as_it_was(known: list[tuple[Old, str]]) -> None:
    read = json.loads("".join(as_json(known)))

    assert [tuple(each.values()) for each in read] == rows(known)


@given(pairs)
def test_sql_fills_a_table_and_does_nothing_else(known: list[tuple[Old, str]]) -> None:
    database = sqlite3.connect(":memory:")

    database.executescript("".join(as_sql(known)))

    found = database.execute("SELECT account, kind, old_id, new_id FROM carryover_ids").fetchall()
    assert sorted(found) == sorted(rows(known))


@pytest.mark.parametrize("strange", ["a\\b", "a\nb", "é", "\x00"])
def test_what_databases_read_differently_is_refused(strange: str) -> None:
    old = Old(account="us", kind=Thing.COUPON, id=strange)

    with pytest.raises(ValueError, match="cannot be written as SQL"):
        "".join(as_sql([(old, "x")]))


def test_a_table_is_called_by_a_plain_name() -> None:
    with pytest.raises(ValueError, match="no name for a table"):
        "".join(as_sql([], table="ids; DROP TABLE x"))


@pytest.fixture
def ids() -> IdMemory:
    known = IdMemory()
    known.remember(
        "acme",
        {
            Old(account="us", kind=Thing.SUBSCRIPTION, id="sub_1"): "sub_new",
            Old(account="us", kind=Thing.COUPON, id="SUMMER"): "SUMMER-2",
            Old(account="us", kind=Thing.CUSTOMER, id="cus_1"): "cus_1",
        },
    )
    return known


@pytest.mark.parametrize("asked", ["sub_1", "us/sub_1", "sub_new", "new/sub_new"])
def test_an_id_is_found_by_its_old_and_by_its_new_name(ids: IdMemory, asked: str) -> None:
    [(old, new)] = look_up(ids, run(), asked)

    assert (old.id, new) == ("sub_1", "sub_new")


def test_a_coupon_may_be_called_anything(ids: IdMemory) -> None:
    assert [new for _, new in look_up(ids, run(), "SUMMER")] == ["SUMMER-2"]


def test_what_nobody_mapped_is_not_found(ids: IdMemory) -> None:
    assert look_up(ids, run(), "sub_none") == []
    assert look_up(ids, run(), "intl/sub_1") == []
