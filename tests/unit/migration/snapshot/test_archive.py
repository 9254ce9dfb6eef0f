"""What is not whole, not ours or not this account's is refused before anything is decided on it
(MIG-1)."""

from pathlib import Path

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder, InMemory
from carryover.migration.stripe_json import id_of
from tests.fakes.memory import Killed, Mortal
from tests.unit.migration.snapshot.shop import Sources


@pytest.fixture
def sources() -> Sources:
    made = Sources()
    price = made.price()
    for _ in range(3):
        made.subscribe(made.customer(), price)
    return made


@pytest.fixture
def files(sources: Sources) -> InMemory:
    held = InMemory({})
    sources.snapshot(files=held)
    return held


def test_a_folder_without_a_snapshot_says_how_to_take_one(tmp_path: Path) -> None:
    with pytest.raises(NeedsReview, match="Take one: carryover migrate snapshot"):
        Archive.open(Folder(tmp_path))


def test_a_snapshot_that_was_stopped_is_not_read(sources: Sources) -> None:
    files = InMemory({})
    with pytest.raises(Killed):
        sources.snapshot(files=Mortal(9).wrap(files, ["append", "replace"]))

    with pytest.raises(NeedsReview, match="stopped before its end"):
        Archive.open(files)


def test_a_file_that_was_cut_short_is_refused_at_once(files: InMemory) -> None:
    files.held["subscription.jsonl.gz"] = files.held["subscription.jsonl.gz"][:-20]

    with pytest.raises(NeedsReview, match="cut short or changed"):
        Archive.open(files)


def test_a_file_that_is_missing_is_refused_at_once(files: InMemory) -> None:
    del files.held["customer.jsonl.gz"]

    with pytest.raises(NeedsReview, match="has 0 bytes"):
        Archive.open(files)


def test_a_file_of_the_same_length_and_other_content_is_noticed(files: InMemory) -> None:
    before = files.held["price.jsonl.gz"]
    files.held["price.jsonl.gz"] = before[:40] + bytes(8) + before[48:]
    archive = Archive.open(files)

    with pytest.raises(NeedsReview, match="damaged or was changed"):
        list(archive.each("price"))


def test_another_accounts_snapshot_is_refused(files: InMemory) -> None:
    with pytest.raises(NeedsReview, match="snapshot of us, not of intl"):
        Archive.open(files, account="intl")


def test_something_else_called_manifest_is_refused(files: InMemory) -> None:
    files.held["manifest.json"] = b'{"name": "not ours"}'

    with pytest.raises(NeedsReview, match="not the manifest of a snapshot"):
        Archive.open(files)


def test_it_survives_being_copied_to_another_folder(files: InMemory, tmp_path: Path) -> None:
    for name, data in files.held.items():
        (tmp_path / name).write_bytes(data)

    archive = Archive.open(Folder(tmp_path), account="us")

    assert len(list(archive.each("subscription"))) == 3


def test_a_kind_there_is_none_of_is_empty(files: InMemory) -> None:
    assert list(Archive.open(files).each("dispute")) == []


def test_pending_items_are_found_by_their_customer(sources: Sources) -> None:
    customer = sources.customer()
    for amount in (100, 250):
        sources.has("invoiceitems", customer=customer, amount=amount, currency="usd")

    gathered = sources.snapshot().by("invoiceitem", "customer")

    assert [one["amount"] for one in gathered[customer]] == [250, 100]


def test_emoji_and_letters_of_all_alphabets_come_back_as_they_were(sources: Sources) -> None:
    sources.has("customers", name="Zoë 🦊", metadata={"π": "½"})

    newest = next(iter(sources.snapshot().each("customer")))

    assert newest["name"] == "Zoë 🦊"
    assert newest["metadata"] == {"π": "½"}


def test_a_pointer_is_named_whether_expanded_or_not() -> None:
    assert id_of("cus_1") == id_of({"id": "cus_1"}) == "cus_1"
    assert id_of(None) == ""
