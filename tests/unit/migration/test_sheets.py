"""What carryover writes for spreadsheets is shown there, never calculated (MIG-2, MIG-8)."""

import csv
from io import StringIO

import pytest

from carryover.migration.aftercare.idmap import as_csv
from carryover.migration.model import Old, Thing
from carryover.migration.sheets import harmless, line


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("https://evil.test","Gold")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\r=1+1",
        "=A1",
    ],
)
def test_what_begins_like_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-10OFF", "+10", "-500", "cus_1", "us/sub_1", "@gold", "a=b", ""])
def test_ids_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_line_is_read_back_as_it_was() -> None:
    (row,) = csv.reader(StringIO(line(["a,b", 'say "no"', None, 12]), newline=""))

    assert row == ["a,b", 'say "no"', "", "12"]


def test_the_id_map_keeps_ids_and_disarms_the_rest() -> None:
    olds = [Old(account="us", kind=Thing.COUPON, id=name) for name in ("-10OFF", '=cmd("x")')]

    rows = list(csv.reader(StringIO("".join(as_csv((old, old.id) for old in olds)), newline="")))

    assert [row[2] for row in rows[1:]] == ["-10OFF", '\'=cmd("x")']
