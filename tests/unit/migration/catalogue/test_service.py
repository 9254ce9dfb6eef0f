"""The catalogue is built by a chain of messages, and closed when all have moved (MIG-4)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Envelope, Message, stamped
from carryover.migration.catalogue.closing import Closing
from carryover.migration.catalogue.service import AT_A_TIME, CatalogueBuilder
from carryover.migration.messages import BuildCatalogue, RecreationEnvelope
from carryover.migration.model import Old
from carryover.migration.writing import RecordedWrites
from carryover.ports.outbox import Queue
from cli.rehearsal.memory import NeedsMemory, RunMemory
from tests.fakes.memory import MemoryOutbox, MemoryReviews
from tests.unit.migration.catalogue.accounts import NOW, Shops, price, product, run


class Office:
    """A builder and the queue it is fed from."""

    def __init__(self, *needed: Old) -> None:
        self.shops, self.outbox, self.reviews = Shops(), MemoryOutbox(), MemoryReviews()
        self.runs, self.needs = RunMemory(), NeedsMemory()
        self.runs.approve(run())
        self.needs.put("acme", "p1", needed)

    def works(self, task: BuildCatalogue) -> int:
        """Send the message, and go on until nothing is left; say how many messages it took."""
        builder = CatalogueBuilder(
            self.shops.catalogue(), self.needs, self.runs, self.outbox, self.reviews
        )
        at = datetime(2026, 1, 1, tzinfo=UTC)
        letters: list[Envelope[Any]] = [stamped(task, message_id="m1", cause="ann", at=at)]
        taken = 0
        while letters:
            letter = letters.pop()
            builder.build(_understood(letter), letter.body)
            letters += self.outbox.take(Queue.SUBSCRIPTION_RECREATION)
            taken += 1
        return taken


def test_a_long_list_is_made_in_a_chain_of_messages() -> None:
    office = Office()
    gold = office.shops.product()
    needed = [price(office.shops.price(product=gold)) for _ in range(2 * AT_A_TIME + 1)]
    office.needs.put("acme", "p1", needed)

    messages = office.works(BuildCatalogue(run="acme", plan="p1"))

    assert messages == 3
    assert office.shops.objects()["price"] == len(needed)
    assert office.shops.objects()["product"] == 1


def test_what_cannot_be_made_becomes_a_question_and_the_rest_is_made() -> None:
    office = Office()
    good = price(office.shops.price())
    office.needs.put("acme", "p1", [price("price_gone"), good])

    office.works(BuildCatalogue(run="acme", plan="p1"))

    assert office.shops.ids.find("acme", [good])
    (doubt,) = office.reviews.doubts.values()
    assert doubt.subject == "catalogue us/price_gone"
    assert "not at the source any more" in doubt.sentence


def test_only_the_approved_plan_is_built() -> None:
    office = Office()

    with pytest.raises(NeedsReview, match="is the approved one: nothing was made"):
        office.works(BuildCatalogue(run="acme", plan="p0"))
    with pytest.raises(NeedsReview, match="No plan was approved"):
        office.works(BuildCatalogue(run="other", plan="p1"))


def test_closing_archives_what_was_archived_and_keeps_default_prices() -> None:
    shops = Shops()
    gold = shops.product()
    current, archived = shops.price(product=gold), shops.price(product=gold, unit_amount=900)
    shops.have("us", f"products/{gold}", default_price=current)
    shops.have("us", f"prices/{archived}", active=False)
    new = shops.ensure(price(current), price(archived))

    rehearsed = list(_closing(shops).close(run(), dry=True))
    assert shops.copy(price(archived))["active"]
    done = list(_closing(shops).close(run()))

    assert rehearsed == done
    assert len(done) == 2
    assert not shops.copy(price(archived))["active"]
    assert shops.copy(product(gold))["default_price"] == new[price(current)]
    assert list(_closing(shops).close(run())) == []


def test_closing_leaves_alone_what_the_target_had_before() -> None:
    shops = Shops()
    old, twin = shops.price(), shops.price("new")
    shops.have("us", f"prices/{old}", active=False)
    shops.ids.remember("acme", {price(old): twin})

    assert list(_closing(shops).close(run())) == []


def test_closing_outdoes_a_failure_that_stripe_only_repeats() -> None:
    shops = Shops()
    gold = shops.product()
    archived = shops.price(product=gold)
    shops.have("us", f"prices/{archived}", active=False)
    shops.ensure(price(archived))
    shops.fails_for_a_day("prices/*")

    list(_closing(shops).close(run()))

    assert not shops.copy(price(archived))["active"]


def _closing(shops: Shops) -> Closing:
    return Closing(shops.stripe, RecordedWrites(shops.stripe, shops.trail, lambda: NOW), shops.ids)


def _understood(letter: Envelope[Any]) -> Envelope[Message]:
    """Read it as the worker does: from JSON, for that is what a queue carries."""
    return RecreationEnvelope.model_validate_json(letter.model_dump_json())
