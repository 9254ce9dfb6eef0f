"""The CSV of another processor is read row by row; a file with one fault is not used (MIG-14)."""

import pytest

from carryover.migration.elsewhere.columns import COLUMNS, known
from carryover.migration.elsewhere.reading import read
from carryover.migration.elsewhere.rows import Part, Row

START = 1_769_904_000
"""2026-02-01T00:00:00Z."""
PLAIN = {
    "source_subscription": "R-1",
    "customer": "C-1",
    "start_date": str(START),
    "currency": "USD",
    "price": "price_1",
}


def test_a_plain_row_is_read() -> None:
    row = _read(PLAIN)

    assert (row.line, row.subscription, row.customer) == (2, "R-1", "C-1")
    assert (row.starts, row.currency) == (START, "usd")
    assert row.parts == (Part(price="price_1"),)
    assert row.collection_method == "charge_automatically"
    assert row.stopped_confirmed is None


def test_everything_a_row_can_say_is_read() -> None:
    row = _read(
        {
            **PLAIN,
            "start_date": "2026-02-01T01:00:00+01:00",
            "price": "",
            "items.0.price": "price_1",
            "items.0.quantity": "3",
            "items.0.tax_rates": "txr_1; txr_2",
            "items.1.price": "price_2",
            "collection_method": "send_invoice",
            "days_until_due": "30",
            "default_tax_rate": "txr_3",
            "coupon": "HALF",
            "coupon_months": "3",
            "proration_behavior": "none",
            "backdate_start_date": "1640995200",
            "description": "Gold",
            "billing_mode": "classic",
            "metadata.tier": "gold",
            "next_amount": "1900",
            "stopped_confirmed": "2026-01-20T09:30:00Z",
        }
    )

    assert row.starts == START
    assert row.parts == (
        Part(price="price_1", quantity=3, tax_rates=("txr_1", "txr_2")),
        Part(price="price_2"),
    )
    assert (row.days_until_due, row.default_tax_rates) == (30, ("txr_3",))
    assert (row.coupon, row.coupon_months) == ("HALF", 3)
    assert row.metadata == {"tier": "gold", "original_start_date": "2022-01-01T00:00:00+00:00"}
    assert (row.billing_mode, row.next_amount) == ("classic", 1900)
    assert row.stopped_confirmed == 1_768_901_400


@pytest.mark.parametrize("name", ["next_charge_at", "billing_cycle_anchor"])
def test_the_first_charge_has_three_names(name: str) -> None:
    told = {key: value for key, value in PLAIN.items() if key != "start_date"}

    assert _read({**told, name: str(START)}).starts == START


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source_subscription": ""}, "its source_subscription is empty."),
        ({"customer": " "}, "its customer is empty."),
        ({"start_date": ""}, "its start_date is empty."),
        ({"start_date": "2026-02-01"}, "not a time in Unix seconds or like"),
        ({"start_date": "1769904000000"}, "not a time in Unix seconds"),
        ({"next_charge_at": "1769990400"}, "start_date and next_charge_at are different times."),
        ({"currency": "dollars"}, "its currency is 'dollars', not three letters."),
        ({"price": ""}, "it has no price."),
        ({"items.0.price": "price_2"}, "it has price and items at once"),
        ({"quantity": "two"}, "its quantity is 'two', not a whole number from 0 on."),
        ({"collection_method": "card"}, "not charge_automatically or send_invoice."),
        ({"collection_method": "send_invoice"}, "sends invoices and has no days_until_due."),
        ({"days_until_due": "30"}, "has days_until_due and sends no invoices."),
        ({"proration_behavior": "create_prorations"}, "not none."),
        ({"automatic_tax": "maybe"}, "not true or false."),
        ({"automatic_tax": "true", "default_tax_rate": "txr_1"}, "Stripe takes one or the other"),
        ({"trial_end": "1769990400"}, "its trial_end is not its start_date"),
        ({"coupon_months": "3"}, "it has coupon_months and no coupon."),
        ({"coupon": "HALF", "coupon_months": "0"}, "not a whole number from 1 on."),
        ({"anchor_day": "32"}, "a day that no month has."),
        ({"stopped_confirmed": "1769990400"}, "stopped after its charge was due"),
        ({"amount": "1900"}, "amount cannot be obeyed: prices have to exist in the target"),
        ({"iterations": "3"}, "iterations cannot be obeyed: phases are not recreated"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(changes: dict[str, str], sentence: str) -> None:
    reading = read(_file({**PLAIN, **changes}))

    assert not reading.rows
    assert any(fault.line == 2 and sentence in fault.sentence for fault in reading.faults), (
        reading.faults
    )


def test_all_faults_of_all_rows_are_told_at_once() -> None:
    reading = read(_file({**PLAIN, "customer": "", "quantity": "x"}, {**PLAIN, "currency": ""}))

    assert [str(fault).partition(":")[0] for fault in reading.faults] == [
        "line 2",
        "line 2",
        "line 3",
        "line 3",
    ]


def test_rows_must_not_contradict_one_another() -> None:
    again = read(_file(PLAIN, PLAIN))
    other = read(_file(PLAIN, {**PLAIN, "source_subscription": "R-2", "currency": "eur"}))

    assert [str(fault) for fault in again.faults] == ["line 3: R-1 is in line 2 already."]
    assert "Stripe bills a customer in one currency" in str(other.faults[0])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is empty."),
        (b"\xff\xfe", "It is not UTF-8 text."),
        (b"customer,price\n", "line 1: there is no column source_subscription."),
        (b"source_subscription,customer,currency,price\n", "there is no column start_date."),
        (_ := b"source_subscription,customer,currency,start_date\n", "no column price."),
        (_.strip() + b",price,prize\n", "'prize' is no column we know"),
        (_.strip() + b",price,price\n", "the column price is there twice."),
        (_.strip() + b",price\n", "It has no rows."),
        (_.strip() + b",price\nR-1,C-1\n", "line 2: it has 2 of 5 columns."),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, sentence: str) -> None:
    assert sentence in str(read(content).faults[0])


def test_an_editors_byte_order_mark_and_line_ends_do_no_harm() -> None:
    content = b"\xef\xbb\xbf" + _file(PLAIN).replace(b"\n", b"\r\n")

    assert len(read(content).rows) == 1


def test_every_documented_column_is_one_the_reader_knows() -> None:
    for column in COLUMNS:
        assert known(column.name.replace(".N.", ".0.").replace(".KEY", ".tier")), column.name


def _read(told: dict[str, str]) -> Row:
    reading = read(_file(told))
    assert not reading.faults, reading.faults
    return reading.rows[0]


def _file(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode()
