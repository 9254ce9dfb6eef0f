"""A shop that moves house: subscriptions sold in ``us``, carried by hand into ``new``.

By hand, so that these tests say what a right move looks like without asking the mover.
"""

from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from carryover.adapters.stripe.accounts import AccountKey, Accounts
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.migration.model import Expected, Move, Old, Run, State, Thing
from carryover.migration.planning import params
from carryover.migration.planning.spec import Discount, Item, Spec
from carryover.migration.stripe_json import boundary
from carryover.migration.verifying import previews
from carryover.migration.verifying.compare import Difference, differences, expected
from carryover.migration.verifying.outcomes import Outcome
from carryover.migration.verifying.watching import Watcher
from carryover.ports.stripe_api import Json, Refused
from cli.rehearsal.memory import IdMemory, MoveMemory, RunMemory, TrailMemory, WaveMemory
from sandbox.stripe.card_copy import copying
from sandbox.stripe.card_copy.order import Order
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.inside import Inside
from tests.fakes.memory import MemoryReviews

ALIASES = ("us", "new")
HOUR, DAY = 3600, 86_400
START = int(datetime(2026, 1, 10, 9, 30, 15, tzinfo=UTC).timestamp())
RUN = "acme"


class GivenKeys:
    def __init__(self) -> None:
        self.held = {each: AccountKey(key=SecretStr(f"sk_test_{each}0000")) for each in ALIASES}

    def of(self, account: str) -> AccountKey:
        return self.held[account]

    def reread(self) -> Accounts:
        return self.held


class Unhurried:
    def take(self, account: str, endpoint: str) -> None: ...

    def slower(self, account: str, endpoint: str | None) -> None: ...


class House:
    """Both accounts, what is remembered of the move, and the person who is asked."""

    def __init__(self, start: int = START) -> None:
        self.world = World(seed=7, start=start)
        for each in ALIASES:
            self.world.open(each, f"sk_test_{each}0000")
        doors = Doors(
            GivenKeys(), lambda: float(self.world.clock), lambda _: None, Inside(Desk(self.world))
        )
        self.stripe = StripeDirect(doors, Unhurried())
        self.ids, self.moves, self.runs = IdMemory(), MoveMemory(), RunMemory()
        self.waves, self.trail, self.reviews = WaveMemory(), TrailMemory(), MemoryReviews()
        self.heard: list[Outcome] = []
        self.made = 0
        self.runs.approve(run())
        self.product = self.twin(Thing.PRODUCT, "products", name="Gold")

    # what is sold

    def has(self, account: str, path: str, **given: Any) -> dict[str, Any]:
        """Write, and insist on it."""
        self.made += 1
        answer = self.stripe.post(account, path, given, key=f"house:{self.made}")
        assert not isinstance(answer, Refused), answer
        return dict(answer)

    def twin(self, kind: Thing, path: str, **given: Any) -> str:
        """Make something in both accounts."""
        old = self.has("us", path, **given)["id"]
        known = self.known()
        theirs = {name: known.get((Thing.PRODUCT, value), value) if name == "product" else value
                  for name, value in given.items()}  # fmt: skip
        new = self.has("new", path, **theirs)["id"]
        self.ids.remember(RUN, {Old(account="us", kind=kind, id=old): new})
        return str(old)

    def price(self, amount: int = 2000, interval: str = "month", **given: Any) -> str:
        wanted = {"currency": "usd", "unit_amount": amount, "recurring": {"interval": interval}}
        return self.twin(Thing.PRICE, "prices", product=self.product, **{**wanted, **given})

    def coupon(self, **given: Any) -> str:
        wanted = {"percent_off": 10, "duration": "forever", **given}
        return self.twin(Thing.COUPON, "coupons", **wanted)

    def customer(self, card: str | None = "visa", **given: Any) -> str:
        """Somebody who subscribed at the source, and was copied with the card."""
        name: str = self.has("us", "customers", **{"email": "ann@example.com", **given})["id"]
        if card is not None:
            method = self.has("us", f"payment_methods/pm_card_{card}/attach", customer=name)["id"]
            settings = {"default_payment_method": method}
            self.has("us", f"customers/{name}", invoice_settings=settings)
        self.copied(name)
        return name

    def copied(self, customer: str) -> None:
        """Run Stripe's copy for one customer, and set the default card, which is not copied."""
        order = Order(source="us", target="new", customers=[customer], hours=0)
        job = copying.begin(self.world, order)
        copying.finish(self.world.accounts["new"], job["id"])
        for row in self.world.accounts["new"].get(copying.KIND, job["id"])["mapping"]:
            self._mapped(row)

    def _mapped(self, row: dict[str, str]) -> None:
        new = row["customer_id_new"]
        pairs = {Old(account="us", kind=Thing.CUSTOMER, id=row["customer_id_old"]): new}
        if row["source_id_old"]:
            method = Old(account="us", kind=Thing.PAYMENT_METHOD, id=row["source_id_old"])
            pairs[method] = row["source_id_new"]
            settings = {"default_payment_method": row["source_id_new"]}
            self.has("new", f"customers/{new}", invoice_settings=settings)
        self.ids.remember(RUN, pairs)

    def sells(self, customer: str, *prices: str, **more: Any) -> str:
        items = [{"price": price} for price in prices or (self.price(),)]
        given = {"customer": customer, "items": items, **more}
        return str(self.has("us", "subscriptions", **given)["id"])

    # how it is moved

    def subscription(self, account: str, name: str, *expand: str) -> Json:
        asked = {"expand": list(expand)} if expand else None
        found = self.stripe.get(account, f"subscriptions/{name}", asked)
        assert found is not None
        return found

    def spec(self, name: str, **other: Any) -> Spec:
        """Write down what it is, as the planner would for these plain ones."""
        seen = self.subscription("us", name, "customer", "discounts")
        anchor = datetime.fromtimestamp(seen["billing_cycle_anchor"], UTC)
        interval = seen["items"]["data"][0]["price"]["recurring"]["interval"]
        late = anchor.day > 28 and interval in {"month", "year"}
        config = {
            "day_of_month": anchor.day,
            "hour": anchor.hour,
            "minute": anchor.minute,
            "second": anchor.second,
            **({"month": anchor.month} if interval == "year" else {}),
        }
        given = {
            "account": "us",
            "subscription": name,
            "customer": seen["customer"]["id"],
            "currency": seen["currency"],
            "boundary": boundary(seen),
            "anchor_config": config if late else None,
            "items": tuple(_item(item) for item in seen["items"]["data"]),
            "discounts": tuple(
                Discount(coupon=each["source"]["coupon"]) for each in seen["discounts"]
            ),
            "customer_payment_method": seen["customer"]["invoice_settings"][
                "default_payment_method"
            ],
            "trial_end": seen["trial_end"],
            "pause": seen["pause_collection"],
            "billing_mode": seen["billing_mode"]["type"],
            "metadata": dict(seen["metadata"]),
            "plain": {
                name: seen[name]
                for name in ("collection_method", "days_until_due")
                if seen[name] is not None
            },
            **other,
        }
        return Spec.model_validate(given)

    def mapped(self) -> dict[Old, str]:
        return dict(self.ids.all(RUN))

    def known(self) -> dict[tuple[Thing, Any], str]:
        return {(old.kind, old.id): new for old, new in self.ids.all(RUN)}

    def arms(self, spec: Spec) -> str:
        """Create the target: inert, and set to end at the boundary."""
        made = self.has("new", "subscriptions", **params.creation(spec, self.mapped()))["id"]
        if spec.pause is not None:
            again = params.reapplying(spec, self.mapped())
            self.has("new", f"subscriptions/{made}", pause_collection=spec.pause, **again)
        return str(made)

    def stops(self, spec: Spec) -> None:
        self.has("us", f"subscriptions/{spec.subscription}", **params.stopping(spec, RUN))

    def disarms(self, spec: Spec, target: str) -> None:
        self.has("new", f"subscriptions/{target}", **params.disarming(spec, self.mapped()))

    def moves_over(self, name: str, **other: Any) -> Move:
        """Carry a whole subscription over and remember it."""
        spec = self.spec(name, **other)
        target = self.arms(spec)
        seen = self.preview("us", spec)
        self.stops(spec)
        self.disarms(spec, target)
        return self.remembers(spec, target, expected(seen))

    def remembers(self, spec: Spec, target: str, awaited: Expected | None) -> Move:
        move = Move(
            run=RUN,
            account="us",
            subscription=spec.subscription,
            customer=spec.customer,
            wave=1,
            state=State.MOVED,
            boundary=spec.boundary,
            target=target,
            spec=spec.model_dump_json(),
            expected=awaited,
            next_look=spec.boundary,
        )
        return self.moves.save(move)

    # how it is looked at

    def preview(self, account: str, spec: Spec, target: str = "") -> Json:
        seen = self.subscription(account, target or spec.subscription)
        again = params.reapplying(spec, self.mapped())
        asked = (
            previews.asking_source(seen, spec.cancel_at)
            if account == "us"
            else previews.asking_target(seen, spec.cancel_at, again)
        )
        found = self.stripe.ask(account, previews.PATH, asked)
        assert not isinstance(found, Refused), found
        return found

    def compared(self, spec: Spec, target: str) -> tuple[Difference, ...]:
        here, there = self.preview("us", spec), self.preview("new", spec, target)
        return differences(here, there, spec, self.mapped())

    def looks(self, move: Move) -> Move:
        held = self.moves.find(RUN, "us", move.subscription)
        assert held is not None
        return self.watcher.look(held)

    @property
    def watcher(self) -> Watcher:
        return Watcher(
            self.stripe,
            self.runs,
            self.moves,
            self.reviews,
            lambda _, outcome: self.heard.append(outcome),
            lambda: datetime.fromtimestamp(self.world.clock, UTC),
        )

    def asked(self) -> list[str]:
        """Say what waits on the desk of the person who decides."""
        return [doubt.sentence for doubt in self.reviews.doubts.values()]

    def it_is(self, when: int) -> None:
        self.world.advance(when)

    def invoices(self, account: str, name: str) -> list[Json]:
        found = self.stripe.pages(account, "invoices", {"subscription": name})
        return [invoice for page in found for invoice in page]


def _item(item: Json) -> Item:
    return Item(price=item["price"]["id"], quantity=item["quantity"], metadata=item["metadata"])


def run() -> Run:
    return Run(
        name=RUN,
        target="new",
        sources=("us",),
        plan="p1",
        rules="{}",
        approved_by="ann",
        why="move",
        approved_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
