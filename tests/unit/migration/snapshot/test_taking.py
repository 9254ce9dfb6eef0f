"""A source account is written down whole, whatever stops the writing (MIG-1)."""

from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.migration.snapshot import manifest
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Files, Folder, InMemory
from tests.fakes.memory import Killed, Mortal
from tests.unit.migration.snapshot.shop import Reads, Sources


def shop(customers: int = 5) -> Sources:
    """A shop that has sold something to everybody."""
    sources = Sources()
    price = sources.price()
    for _ in range(customers):
        sources.subscribe(sources.customer(), price)
    return sources


def ids(archive: Archive, kind: str) -> list[str]:
    return [one["id"] for one in archive.each(kind)]


def test_everything_there_is_is_written_down_newest_first() -> None:
    sources = shop(3)

    archive = sources.snapshot()

    account = sources.world.accounts["us"]
    for kind in ("customer", "subscription", "price", "product"):
        assert ids(archive, kind) == [one["id"] for one in account.all(kind)][::-1]
    assert archive.manifest.account_id == account.id
    assert archive.manifest.livemode is False
    assert archive.manifest.taken_at == sources.world.clock
    assert archive.manifest.counts()["subscription"] == 3


def test_a_snapshot_only_reads() -> None:
    sources = shop(1)
    before = dict(sources.world.accounts["us"].requests)

    sources.snapshot(stripe=Reads(sources.stripe))

    after = sources.world.accounts["us"].requests
    asked = {route for route, count in after.items() if count > before.get(route, 0)}
    assert asked
    assert all(route.startswith("GET ") for route in asked)


def test_subscriptions_come_with_what_planning_needs() -> None:
    sources = Sources()
    coupon = sources.has("coupons", percent_off="10", duration="forever")["id"]
    price = sources.price()
    sources.subscribe(sources.customer(), price, discounts=[{"coupon": coupon}])

    (one,) = sources.snapshot().each("subscription")

    assert one["customer"]["invoice_settings"]["default_payment_method"]["type"] == "card"
    assert one["discounts"][0]["source"]["coupon"]["duration"] == "forever"
    assert one["latest_invoice"]["status"] == "paid"


def test_a_subscription_of_more_than_ten_items_is_completed() -> None:
    sources = Sources()
    product = str(sources.has("products", name="Gold")["id"])
    prices = [sources.price(100 + n, product=product) for n in range(13)]
    sources.subscribe(sources.customer(), *prices)

    (one,) = sources.snapshot().each("subscription")

    assert {item["price"]["id"] for item in one["items"]["data"]} == set(prices)
    assert one["items"]["has_more"] is False


def test_archived_prices_products_and_rates_are_written_down_too() -> None:
    sources = Sources()
    product = str(sources.has("products", name="Gold")["id"])
    old, new = sources.price(1900, product=product), sources.price(2900, product=product)
    rate = str(sources.has("tax_rates", display_name="VAT", percentage="20", inclusive=True)["id"])
    code = str(_promotion(sources))
    for path in (f"prices/{old}", f"products/{product}", f"tax_rates/{rate}"):
        sources.has(path, active=False)
    sources.has(f"promotion_codes/{code}", active=False)

    archive = sources.snapshot()

    assert sorted(ids(archive, "price")) == sorted([old, new])
    assert ids(archive, "product") == [product]
    assert ids(archive, "tax_rate") == [rate]
    assert ids(archive, "promotion_code") == [code]


def _promotion(sources: Sources) -> object:
    coupon = sources.has("coupons", percent_off="10", duration="forever")["id"]
    promotion = {"type": "coupon", "coupon": coupon}
    return sources.has("promotion_codes", promotion=promotion, code="HELLO")["id"]


def test_a_price_archived_while_it_is_read_is_written_down_once() -> None:
    sources = Sources()
    product = str(sources.has("products", name="Gold")["id"])
    prices = [sources.price(100 + n, product=product) for n in range(4)]

    def archive_one(path: str) -> None:
        if path == "prices":
            sources.has(f"prices/{prices[-1]}", active=False)

    archive = sources.snapshot(stripe=Reads(sources.stripe, size=2, after=archive_one))

    assert sorted(ids(archive, "price")) == sorted(prices)


def test_ended_subscriptions_are_written_down_too() -> None:
    sources = shop(1)
    (subscription,) = ids(sources.snapshot(), "subscription")
    sources.stripe.delete("us", f"subscriptions/{subscription}", {}, key="end")

    (one,) = sources.snapshot().each("subscription")

    assert one["status"] == "canceled"


def test_the_same_account_gives_the_same_bytes() -> None:
    sources, first, second = shop(4), InMemory({}), InMemory({})

    one, two = sources.snapshot(files=first), sources.snapshot(files=second)

    assert first.held == second.held
    assert one.manifest.digest == two.manifest.digest


def test_any_change_gives_another_digest() -> None:
    sources = shop(2)
    before = sources.snapshot().manifest.digest

    sources.has("products", name="Silver")

    assert sources.snapshot().manifest.digest != before


def folder_or_memory(where: str, tmp_path: Path) -> Files:
    return Folder(tmp_path / "us") if where == "folder" else InMemory({})


@pytest.mark.parametrize(("where", "step"), [("folder", 25), ("memory", 1)])
def test_killed_before_or_after_every_write_it_ends_the_same(
    where: str, step: int, tmp_path: Path
) -> None:
    sources = shop(3)
    reads = Reads(sources.stripe, size=2)
    wanted = sources.snapshot(stripe=reads).manifest

    for moment in count(step=step):
        files = folder_or_memory(where, tmp_path / str(moment))
        mortal = Mortal(moment)
        with suppress(Killed):
            sources.snapshot(files=mortal.wrap(files, ["append", "replace"]), stripe=reads)
        if mortal.moment <= moment:
            break
        again = sources.snapshot(files=files, stripe=reads)
        assert again.manifest == wanted
        for kind, kept in wanted.kinds.items():
            assert len(set(ids(again, kind))) == len(ids(again, kind)) == kept.count

    assert moment > 80


def test_killed_again_and_again_it_still_ends() -> None:
    sources, files = shop(5), InMemory({})
    reads = Reads(sources.stripe, size=1)
    wanted = sources.snapshot(stripe=reads).manifest
    lives = 0

    while (held := manifest.read(files)) is None or not held.whole:
        lives += 1
        with suppress(Killed):
            mortal = Mortal(11).wrap(files, ["append", "replace"])
            sources.snapshot(files=mortal, stripe=reads)

    assert 10 < lives < 100
    assert Archive.open(files).manifest == wanted


def test_a_page_half_written_is_cut_off() -> None:
    sources, files = shop(5), InMemory({})
    reads = Reads(sources.stripe, size=2)
    mortal = Mortal(9)
    with pytest.raises(Killed):
        sources.snapshot(files=mortal.wrap(files, ["append", "replace"]), stripe=reads)
    files.held["subscription.jsonl.gz"] += b"\x1f\x8b half a page"

    archive = sources.snapshot(files=files, stripe=reads)

    assert len(set(ids(archive, "subscription"))) == archive.count("subscription") == 5


def test_going_on_does_not_read_again_what_is_written() -> None:
    sources, files = shop(6), InMemory({})
    reads = Reads(sources.stripe, size=2)
    with pytest.raises(Killed):
        sources.snapshot(files=Mortal(11).wrap(files, ["append", "replace"]), stripe=reads)
    before = len(reads.asked)

    sources.snapshot(files=files, stripe=reads)

    second = reads.asked[before:]
    assert second.count("subscriptions") < 3


def stopped_at(sources: Sources, kind: str, files: InMemory, reads: Reads) -> tuple[str, ...]:
    """Take a snapshot until it is in the midst of a kind; name the last objects written."""
    for _ in range(500):
        held = manifest.read(files)
        if held and (kept := held.kinds.get(kind)) and kept.last and not kept.done:
            return kept.last
        with suppress(Killed):
            mortal = Mortal(5).wrap(files, ["append", "replace"])
            sources.snapshot(files=mortal, stripe=reads)
    raise AssertionError(f"never stopped within {kind}")


def test_the_object_it_stopped_at_was_deleted_meanwhile() -> None:
    sources, files = Sources(), InMemory({})
    for _ in range(7):
        sources.has("coupons", percent_off="5", duration="once")
    reads = Reads(sources.stripe, size=3)
    last, *_ = stopped_at(sources, "coupon", files, reads)

    sources.stripe.delete("us", f"coupons/{last}", {}, key="gone")
    archive = sources.snapshot(files=files, stripe=reads)

    assert len(set(ids(archive, "coupon"))) == len(ids(archive, "coupon")) == 7


def test_an_open_invoice_it_stopped_at_was_paid_meanwhile() -> None:
    sources, files = Sources(), InMemory({})
    debtor = sources.customer(card=None)
    owed = [sources.owes(debtor) for _ in range(4)]
    reads = Reads(sources.stripe, size=1)
    last, *_ = stopped_at(sources, "invoice", files, reads)

    sources.has(f"invoices/{last}/pay", paid_out_of_band=True)
    archive = sources.snapshot(files=files, stripe=reads)

    assert sorted(ids(archive, "invoice")) == sorted(owed)


def test_a_snapshot_that_is_whole_is_left_alone() -> None:
    sources, files = shop(1), InMemory({})
    before = sources.snapshot(files=files).manifest
    sources.days_pass(40)

    assert sources.snapshot(files=files).manifest == before


def test_a_folder_of_another_account_is_refused() -> None:
    sources, files = Sources("us", "intl"), InMemory({})
    sources.snapshot("us", files)

    with pytest.raises(NeedsReview, match="holds a snapshot of us"):
        sources.snapshot("intl", files)


def test_a_key_that_may_not_read_disputes_stops_nothing() -> None:
    sources = shop(1)

    archive = sources.snapshot(stripe=sources.with_a_key_that_lacks("dispute", "webhook"))

    assert "Disputes: Read" in archive.withheld()["dispute"]
    assert "Webhook Endpoints: Read" in archive.withheld()["webhook_endpoint"]
    assert archive.count("subscription") == 1


def test_a_key_that_may_not_say_whose_it_is_stops_nothing() -> None:
    sources = shop(1)

    archive = sources.snapshot(stripe=sources.with_a_key_that_lacks("accounts_kyc_basic"))

    assert archive.manifest.account_id == ""
    assert "Accounts KYC Basic: Read" in archive.withheld()["account"]
    assert archive.count("subscription") == 1


def test_a_key_that_may_not_read_subscriptions_stops_it_with_a_sentence() -> None:
    sources = shop(1)

    with pytest.raises(NeedsReview, match="Subscriptions: Read"):
        sources.snapshot(stripe=sources.with_a_key_that_lacks("subscription"))


def test_an_invoice_finalised_between_two_lists_is_there_once() -> None:
    sources = shop(1)
    sources.days_pass(31.01)
    ((draft,),) = [
        [one["id"] for one in page]
        for page in sources.stripe.pages("us", "invoices", {"status": "draft"})
    ]

    def an_hour_passes(path: str) -> None:
        if path == "invoices":
            sources.days_pass(0.1)

    archive = sources.snapshot(stripe=Reads(sources.stripe, after=an_hour_passes))

    assert ids(archive, "invoice").count(draft) == 1
