"""Stripe's mapping file is read whole or not at all, and every fault has its line (MIG-3)."""

import json

import pytest

from carryover.migration.cards.model import Row, customer, method, pairs
from carryover.migration.cards.reading import as_csv, read

HEADER = "customer_id_old,source_id_old,customer_id_new,source_id_new"
ANN = "cus_ann,pm_ann1,cus_ann,pm_new1"
REORDERED = (
    b"source_id_old,customer_id_old,customer_id_new,source_id_new\n"
    b"pm_ann1,cus_ann,cus_ann,pm_new1\n"
)
SIX_COLUMNS = (
    b"customer_id_old,v2_account_id_old,source_id_old,customer_id_new,v2_account_id_new,"
    b"source_id_new\ncus_ann,acct_1,pm_ann1,cus_ann,acct_2,pm_new1\n"
)
BOB = "cus_bob,card_bob,cus_bob,card_new"


def test_stripes_file_is_read() -> None:
    reading = read(_file(ANN, BOB, "cus_eve,,cus_eve,"))

    assert not reading.faults
    assert [row.said for row in reading.rows] == [
        ("cus_ann", "pm_ann1", "cus_ann", "pm_new1"),
        ("cus_bob", "card_bob", "cus_bob", "card_new"),
        ("cus_eve", "", "cus_eve", ""),
    ]
    assert [row.line for row in reading.rows] == [2, 3, 4]


def test_old_ids_carry_their_account_because_two_sources_may_share_them() -> None:
    rows = read(_file(ANN)).rows

    assert pairs("us", rows) == {
        customer("us", "cus_ann"): "cus_ann",
        method("us", "pm_ann1"): "pm_new1",
    }
    assert pairs("eu", rows).keys().isdisjoint(pairs("us", rows))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + f"{HEADER}\n{ANN}\n".encode(),
        f"{HEADER}\r\n{ANN}\r\n".encode(),
        f'"{HEADER.replace(",", '","')}"\n"{ANN.replace(",", '","')}"\n'.encode(),
        f"{HEADER}\n{ANN}\n\n\n".encode(),
        f"{HEADER}\n cus_ann , pm_ann1,cus_ann,pm_new1 \n".encode(),
        f"{HEADER}\n{ANN}".encode(),
        REORDERED,
        SIX_COLUMNS,
    ],
    ids=["bom", "crlf", "quoted", "blank lines", "spaces", "no end", "other order", "six columns"],
)
def test_however_it_was_saved_it_says_the_same(content: bytes) -> None:
    reading = read(content)

    assert not reading.faults
    assert [row.said for row in reading.rows] == [("cus_ann", "pm_ann1", "cus_ann", "pm_new1")]


def test_the_same_as_json() -> None:
    listed = [dict(zip(HEADER.split(","), ANN.split(","), strict=True))]
    bare = {**listed[0], "source_id_old": None, "source_id_new": None}

    assert [row.said for row in read(json.dumps(listed).encode()).rows] == [tuple(ANN.split(","))]
    assert read(json.dumps({"mapping": [bare], "skipped": []}).encode()).rows[0].source_old == ""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is empty."),
        (b"\xff\xfe\x00c", "not UTF-8 text"),
        (b"id,name\n1,Ann\n", "lacks customer_id_old, source_id_old"),
        (HEADER.replace(",", ";").encode(), "not separated by commas"),
        (f"{HEADER},source_id_new\n".encode(), "names source_id_new twice"),
        (f"{HEADER}\n".encode(), "It has no rows."),
        (f'{HEADER}\n"cus_ann,pm_ann1\n'.encode(), "It is no CSV after line 2"),
        (b'[{"customer_id_old": "cus_ann"', "It is no JSON after line 1"),
        (b'{"rows": []}', 'nor {"mapping": [rows]}'),
        (b'["cus_ann"]', "line 1: It is no row with customer_id_old"),
    ],
)
def test_what_is_no_mapping_is_refused(content: bytes, sentence: str) -> None:
    (fault,) = read(content).faults

    assert sentence in str(fault)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("cus_bob,pm_b", "it has 2 of 4 columns: the file was cut off; fetch it again."),
        ("cus_bob,pm_b,cus_bob,pm_c,x", "it has 5 of 4 columns."),
        (",pm_b,cus_bob,pm_c", "its customer_id_old is empty."),
        ("cus_bob,pm_b,cus_bob,", "it has a source_id_old and no source_id_new."),
        ("cus_bob,,cus_bob,pm_c", "it has a source_id_new and no source_id_old."),
        ("pm_b,cus_bob,cus_bob,pm_c", "pm_b in customer_id_old is a way to pay"),
        ("cus_bob,pm_b,cus_bob,cus_bob", "cus_bob in source_id_new is a customer"),
        ("cus_bob,pm_b,bob,pm_c", "bob is no id of a customer (cus_…)."),
        ("cus_bob,tok_b,cus_bob,tok_c", "tok_b is no way to pay"),
        ("cus_bob,pm_b,cus_bob,card_c", "pm_b became card_c: a data copy keeps the type."),
        ("cus_ann,pm_b,cus_bob,pm_c", "cus_ann became cus_ann and cus_bob (line 2)."),
        ("cus_bob,pm_b,cus_ann,pm_c", "cus_ann and cus_bob both became cus_ann (line 2)."),
        ("cus_ann,pm_ann1,cus_ann,pm_c", "pm_ann1 became pm_new1 and pm_c (line 2)."),
        ("cus_ann,pm_b,cus_ann,pm_new1", "pm_ann1 and pm_b both became pm_new1 (line 2)."),
        ("cus_bob,pm_ann1,cus_bob,pm_new1", "pm_ann1 belongs to cus_ann and cus_bob (line 2)."),
    ],
)
def test_a_wrong_row_is_named_with_its_line(line: str, sentence: str) -> None:
    reading = read(_file(ANN, line))

    assert not reading.rows
    assert any(str(fault).startswith("line 3: ") for fault in reading.faults)
    assert any(sentence in str(fault) for fault in reading.faults), reading.faults


def test_ids_of_ones_own_choosing_are_customers_as_long_as_they_are_kept() -> None:
    assert not read(_file("user-17,pm_a,user-17,pm_b")).faults


def test_a_last_id_that_breaks_off_is_noticed() -> None:
    content = f"{HEADER}\n{ANN}\ncus_bob,pm_bob1,cus_bob,pm_ne".encode()

    assert "pm_ne breaks off" in str(read(content).faults[0])


def test_all_faults_are_told_at_once_but_not_endlessly() -> None:
    reading = read(_file(*(f",pm_{number},cus_{number},pm_n{number}" for number in range(80))))

    assert len(reading.faults) == 51
    assert str(reading.faults[-1]) == "And 30 more."


def test_a_row_that_says_the_same_again_is_harmless() -> None:
    reading = read(_file(ANN, ANN))

    assert len(reading.rows) == 1
    assert reading.notes == ("Rows that say what another says: 1.",)


def test_what_is_written_is_read_again() -> None:
    rows = read(_file(BOB, ANN, "cus_eve,,cus_eve,")).rows

    again = read("".join(as_csv(rows)).encode()).rows

    assert {row.said for row in again} == {row.said for row in rows}
    assert isinstance(again[0], Row)


def _file(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (HEADER, *lines)).encode()


def test_the_import_from_another_processor_has_ids_of_its_own_kind() -> None:
    reading = read(_file("C-1,,cus_1,pm_1", "C-2,tok-9,cus_2,pm_2"), foreign=True)

    assert not reading.faults
    assert pairs("oldcart", reading.rows)[method("oldcart", "C-1")] == "pm_1"
    assert pairs("oldcart", reading.rows)[method("oldcart", "tok-9")] == "pm_2"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("C-1,,cus_1,pm_9", "C-1 has pm_1 and pm_9, and no source_id_old tells one from the other"),
        ("C-2,tok,cus_2,", "it has a source_id_old and no source_id_new."),
        ("C-2,,cus_2,tok_2", "tok_2 is no way to pay"),
        (",,cus_2,pm_2", "its customer_id_old is empty."),
    ],
)
def test_what_an_import_cannot_mean_is_refused(line: str, sentence: str) -> None:
    reading = read(_file("C-1,,cus_1,pm_1", line), foreign=True)

    assert any(sentence in str(fault) for fault in reading.faults), reading.faults
