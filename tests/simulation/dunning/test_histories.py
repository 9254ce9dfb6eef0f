"""Random histories of one customer's failed renewal at a local Stripe that breaks down, with a
worker that is killed: never two charges for one invoice, never a word after payment, never an
attempt beyond a network's limit, every case ends (DUN-1 … DUN-4).

The seed of a history that fails is its test's name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final, cast

import pytest

from carryover.adapters.stripe.direct import StripeDirect
from carryover.dunning.messages import Look
from carryover.dunning.model import TryState
from carryover.kernel import identity
from carryover.kernel.facts import ObjectTouched
from carryover.ports.mail import Letter, Refused, Unknown
from sandbox.stripe.http.faults import Fault, Kind
from sandbox.stripe.inside import Inside
from sandbox.stripe.payments import disputing
from tests.fakes.memory import Killed
from tests.unit.dunning.office import US, Office

SEEDS: Final = range(24)
DAY: Final = 86_400
SOFT: Final = ("insufficient_funds", "do_not_honor", "issuer_not_available", "try_again_later")
HARD: Final = ("expired_card", "stolen_card", "lost_card", "do_not_try_again", "fraudulent")
OTHER: Final = ("authenticate", "revocation_of_authorization", "duplicate_transaction")
EFFECTS: Final = {"stripe": {"post", "delete"}, "cases": {"save"}, "mail": {"send"}}
BREAKS: Final = (
    Fault(kind=Kind.SERVER_ERROR, method="POST", times=None, share=0.03, after_effect=True),
    Fault(kind=Kind.SERVER_ERROR, method="POST", times=None, share=0.02, remembered=True),
    Fault(kind=Kind.TIMEOUT, method="POST", times=None, share=0.03, after_effect=True),
    Fault(kind=Kind.TIMEOUT, times=None, share=0.02),
    Fault(kind=Kind.CONFLICT, method="POST", times=None, share=0.02),
)


@dataclass
class Frail:
    """A port whose user dies just before or just after some of its effects."""

    port: Any
    effects: set[str]
    dice: Random
    share: float

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)
        if name not in self.effects:
            return method

        def call(*args: Any, **more: Any) -> Any:
            self._may_die()
            with self._broken():
                answer = method(*args, **more)
            self._may_die()
            return answer

        return call

    @contextmanager
    def _broken(self) -> Iterator[None]:
        """Only what the worker asks goes wrong, not what the customer does meanwhile."""
        if not isinstance(self.port, StripeDirect):
            yield
            return
        faults = cast("Inside", self.port.doors.wire).faults
        faults.orders = [replace(each) for each in BREAKS]
        try:
            yield
        finally:
            faults.orders = []

    def _may_die(self) -> None:
        if self.dice.random() < self.share:
            raise Killed


@dataclass
class History:
    """What happens to one customer in seven weeks."""

    seed: int
    office: Office = field(default_factory=Office)
    sent: list[tuple[int, Letter]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        end = {"what": self.dice.choice(["cancel", "unpaid", "pause", "nothing"])}
        self.office.ruled(end={**end, "late_payment": self.dice.choice(["restore", "keep"])})
        self.office.dressed = self._dressed

    def _dressed(self, name: str, port: Any) -> Any:
        if name == "mail":
            port = _Noted(port, self)
        return Frail(port, EFFECTS[name], self.dice, share=0.01) if name in EFFECTS else port

    def happens(self) -> str:
        """Live through it; answers the invoice it is about."""
        failed = self.office.fails(self.dice.choice((*SOFT, *SOFT, *HARD, *OTHER)))
        for _ in range(49):
            self.office.days_pass(self.dice.uniform(0.2, 1.4))
            if self.dice.random() < 0.35:
                self.dice.choice(DEEDS)(self, failed)
        self.office.dressed = lambda _, port: port
        self.office.looks(failed)
        self.office.days_pass(10)
        return failed


class _Noted:
    """Notes whether what is written to was still owed."""

    def __init__(self, port: Any, history: History) -> None:
        self.port, self.history = port, history

    def send(self, letter: Letter) -> Any:
        owed = self.history.office.invoice(letter.tags["invoice"])["status"] == "open"
        assert owed, "a letter after payment"
        answer = self.port.send(letter)
        self.history.sent.append((self.history.office.stripes.world.clock, letter))
        return answer


def bank_changes_its_mind(one: History, failed: str) -> None:
    del failed
    one.office.bank_says(one.dice.choice((*SOFT, *HARD, *OTHER, None, None)))


def new_card(one: History, failed: str) -> None:
    del failed
    made = one.office.new_card(one.dice.choice(["visa", "mastercard"]))
    one.office.bank_says(one.dice.choice((None, *SOFT, *HARD)), made)
    touched = ObjectTouched(
        account=US, evidence="e", kind=identity.Kind.CUSTOMER, id=one.office.customer
    )
    one.office.hears(touched)


def pays_by_hand(one: History, failed: str) -> None:
    payable = one.office.invoice(failed)["status"] in ("open", "uncollectible")
    if payable and one.dice.random() < 0.2:
        one.office.stripes.post(US, f"invoices/{failed}/pay", paid_out_of_band=True)


def news_come_twice(one: History, failed: str) -> None:
    seen = one.office.seen(failed)
    one.office.hears(seen, seen, Look(account=US, invoice=failed))


def disputes(one: History, failed: str) -> None:
    del failed
    paid = [each for each in one.office.charges(paid=True) if not each["disputed"]]
    if paid and one.dice.random() < 0.15:
        account = one.office.stripes.world.accounts[US]
        disputing.open_dispute(account, paid[0], "fraudulent", inquiry=False)


def written_off(one: History, failed: str) -> None:
    status = one.office.invoice(failed)["status"]
    if status == "open" and one.dice.random() < 0.1:
        how = one.dice.choice(["void", "mark_uncollectible"])
        one.office.stripes.post(US, f"invoices/{failed}/{how}")


def cancels(one: History, failed: str) -> None:
    del failed
    found = one.office.stripes.get(US, f"subscriptions/{one.office.sub}")
    if found["status"] != "canceled" and one.dice.random() < 0.1:
        one.office.stripes.end(US, one.office.sub)


def post_office_stumbles(one: History, failed: str) -> None:
    del failed
    lost = one.dice.random() < 0.5
    one.office.mail.answers.append(Unknown("lost") if lost else Refused("no"))


DEEDS: Final[tuple[Callable[[History, str], None], ...]] = (
    bank_changes_its_mind,
    bank_changes_its_mind,
    new_card,
    pays_by_hand,
    news_come_twice,
    disputes,
    written_off,
    cancels,
    post_office_stumbles,
)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_history_breaks_a_law(seed: int) -> None:
    history = History(seed)
    failed = history.happens()
    office = history.office
    case = office.case(failed)

    paid = office.charges(paid=True, invoice=failed)
    refused = office.charges(paid=False, invoice=failed)
    assert len(paid) <= 1
    for card in {one["payment_method"] for one in refused}:
        mine = sorted(one["created"] for one in refused if one["payment_method"] == card)
        assert all(sum(at <= x < at + 30 * DAY for x in mine) <= 15 for at in mine)
        assert len(_never(refused, card)) <= 1
    steps = [one.step for one in case.told]
    assert len(steps) == len(set(steps))
    assert len(history.sent) <= len(steps)
    assert not [one for one in case.tries if one.state is TryState.BEGUN]
    assert case.closed is not None or case.asked


def _never(refused: list[Any], card: str) -> list[Any]:
    """Refusals after which the networks allow no other attempt on this card."""
    never = {"stolen_card", "lost_card", "pickup_card"}
    mine = [one for one in refused if one["payment_method"] == card]
    return [one for one in mine if (one["outcome"] or {}).get("reason") in never]
