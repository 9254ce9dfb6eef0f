"""Those who try to get the money: they see what Stripe would show them, never the truth.

Everybody writes the same letters at the same times, those of the example schedule; what differs is
when the card is tried. What networks forbid is counted here by itself, not by the code that keeps
to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from bench.dunning_truth import Truth
from carryover.dunning.declines import DAY, HOUR, understand
from carryover.dunning.model import Case, Told, ToldState, Try, TryState
from carryover.dunning.policy import decide
from carryover.dunning.rules import Rules, Terms
from carryover.dunning.steps import Ask, Retry, Tell, Wait
from carryover.dunning.world import Attempt, Card, Invoice, Person, World
from carryover.kernel.clock import Seconds

STRIPE_STOPS: Final = frozenset(
    {
        "incorrect_number", "lost_card", "pickup_card", "stolen_card",
        "revocation_of_authorization", "revocation_of_all_authorizations",
        "authentication_required", "highest_risk_level", "transaction_not_allowed",
    }
)  # fmt: skip
"""After these Smart Retries wait for another card (CONTRACTS §9.2)."""
EIGHT_IN_TWO_WEEKS: Final = tuple(round(day * DAY) for day in (1, 2, 3, 5, 7, 9, 11.5, 14))
"""Stripe's default is eight attempts in two weeks at times a machine chooses; which ones is not
public, so these are ours."""
DAILY: Final = tuple(day * DAY for day in range(1, 31))


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one invoice."""

    paid_at: Seconds | None
    """Seconds since the failure; ``None``: never."""
    attempts: int
    """After the first failure."""
    letters: int
    violations: int
    by_hand: bool = False


@dataclass
class Life:
    """One invoice as it goes on."""

    truth: Truth
    case: Case
    card: Card
    attempts: list[Attempt] = field(default_factory=list)
    paid_at: Seconds | None = None
    by_hand: bool = False

    @classmethod
    def begun(cls, truth: Truth) -> "Life":
        """Fail for the first time."""
        card = Card("pm_1", "card", f"print_{truth.invoice}", truth.network, 5, 2027)
        case = Case(
            account="bench",
            invoice=truth.invoice,
            customer="cus",
            currency=truth.currency,
            amount=truth.amount,
            failed_at=truth.failed_at,
            opened_at=datetime.fromtimestamp(truth.failed_at, UTC),
            cause=understand(truth.decline).cause,
        )
        life = cls(truth, case, card)
        life._tried(truth.failed_at, approved=False)
        return life

    def world(self) -> World:
        """Show what Stripe shows."""
        left = self.truth.amount
        paid = Invoice(self.truth.invoice, "paid", self.truth.currency, 0, left)
        invoice = Invoice(self.truth.invoice, "open", self.truth.currency, left)
        return World(
            invoice=invoice if self.paid_at is None else paid,
            subscription=None,
            card=self.card,
            attempts=tuple(self.attempts),
            person=Person(country=self.truth.country, channels=frozenset({"email", "sms"})),
        )

    def charge(self, at: Seconds) -> None:
        """Try the card: a new one works, the old one as the truth has it."""
        new = self.card.id != "pm_1"
        self._tried(at, approved=new or self.truth.approves(at))

    def _tried(self, at: Seconds, *, approved: bool) -> None:
        self.attempts.append(
            Attempt(
                id=f"ch_{len(self.attempts)}",
                invoice=self.truth.invoice,
                at=at,
                amount=self.truth.amount,
                currency=self.truth.currency,
                result="paid" if approved else "declined",
                card=self.card,
                decline=None if approved else self.truth.decline,
            )
        )
        if approved:
            self.paid_at = at

    @property
    def acts_at(self) -> Seconds | None:
        """Say when the customer acts, given what they were told; once."""
        reaction = self.truth.reaction
        if reaction is None or len(self.case.told) < reaction.after or self.card.id != "pm_1":
            return None
        return self.case.told[reaction.after - 1].at + reaction.delay

    def act(self, at: Seconds) -> None:
        """Pay by hand, or give another card."""
        if self.truth.reaction and self.truth.reaction.how == "pays":
            self.paid_at, self.by_hand = at, True
        else:
            self.card = replace(self.card, id="pm_2", fingerprint=f"new_{self.truth.invoice}")

    def done(self) -> Played:
        """Sum up."""
        return Played(
            None if self.paid_at is None else self.paid_at - self.truth.failed_at,
            len(self.attempts) - 1,
            len(self.case.told),
            violations(self.attempts),
            self.by_hand,
        )


@dataclass(frozen=True)
class Player:
    """A schedule being tried out."""

    name: str
    rules: Rules
    fixed: tuple[Seconds, ...] | None = None
    """Attempts at these times whatever is said; ``None``: as the policy decides."""
    stops: frozenset[str] = frozenset()
    """Decline codes after which the same card is left alone."""

    def play(self, truth: Truth) -> Played:
        """Go through one life to its end."""
        life = Life.begun(truth)
        terms = self._terms(truth)
        now, wait = truth.failed_at, list(self.fixed or ())
        while life.paid_at is None:
            until = self._step(life, terms, now)
            if until is None:
                break
            acts = life.acts_at
            mine = truth.failed_at + wait[0] if wait else until
            now = min(max(one, now) for one in (until, mine, acts) if one is not None)
            if acts is not None and acts <= now:
                life.act(now)
            elif wait and mine <= now:
                wait.pop(0)
                self._try_fixed(life, now)
        return life.done()

    def _terms(self, truth: Truth) -> Terms:
        terms = self.rules.terms_for((), truth.country, truth.currency)
        if self.fixed is None:
            return terms
        return terms.model_copy(update={"retries": terms.retries.model_copy(update=_NONE)})

    def _try_fixed(self, life: Life, now: Seconds) -> None:
        stopped = life.truth.decline.decline_code in self.stops and life.card.id == "pm_1"
        if not stopped:
            life.charge(now)

    def _step(self, life: Life, terms: Terms, now: Seconds) -> Seconds | None:
        """Carry out what is due; answer until when to wait, ``None`` at the end."""
        for _ in range(20):
            if life.paid_at is not None:
                return now
            match decide(life.case, life.world(), terms, now):
                case Wait(until) if until is not None:
                    return until
                case Retry(number, card, amount):
                    life.charge(now)
                    state = TryState.DECLINED if life.paid_at is None else TryState.PAID
                    one = Try(
                        number=number,
                        at=now,
                        payment_method=card.id,
                        print=card.print,
                        amount=amount,
                        state=state,
                    )
                    _write(life, tries=(*life.case.tries, one))
                case Tell(letter, _):
                    told = Told(
                        step=letter.step, channel=letter.channel, at=now, state=ToldState.SENT
                    )
                    _write(life, told=(*life.case.told, told))
                case Ask(name, _, blocks) if not blocks:
                    _write(life, asked=life.case.asked | {name})
                case _:
                    return None
        raise RuntimeError(f"{life.truth.invoice}: twenty steps in one second")


_NONE: Final = {"at_most": 0}


def _write(life: Life, **changes: object) -> None:
    life.case = life.case.model_copy(update=changes)


NEVER_AGAIN: Final = frozenset({"lost_card", "stolen_card", "pickup_card", "incorrect_number"})
"""What category 1 is in Stripe's words (41, 43, 04, 14), where no network code is drawn."""


def violations(attempts: Sequence[Attempt]) -> int:
    """Count attempts a network forbids or charges for: after a final answer, the 16th reattempt of
    a card in 30 days (Visa, and who is not known), the 11th in a day or 36th in 30 days
    (Mastercard)."""
    found = 0
    for n, one in enumerate(attempts):
        same = [a for a in attempts[:n] if a.card and one.card and a.card.number == one.card.number]
        if any(_final(a) for a in same):
            found += 1
            continue
        month = sum(1 for a in same if one.at - a.at <= 30 * DAY)
        day = sum(1 for a in same if one.at - a.at <= 24 * HOUR)
        mastercard = one.card is not None and one.card.network == "mastercard"
        found += (month >= 35 or day >= 10) if mastercard else month > 15
    return found


def _final(one: Attempt) -> bool:
    said = one.decline
    if said is None:
        return False
    return said.decline_code in NEVER_AGAIN or said.network_advice_code in {"03", "21"}
