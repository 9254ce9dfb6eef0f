"""One case with everything that is known about it: what a decision rests on, and what follows."""

from dataclasses import dataclass
from functools import cached_property

from carryover.dunning.collecting import Chance, chance
from carryover.dunning.declines import DAY, HOUR, Cause, Meaning
from carryover.dunning.history import meaning_of, on_card, seen
from carryover.dunning.model import Case
from carryover.dunning.rules import Terms
from carryover.dunning.steps import Ask
from carryover.dunning.telling import Due, next_letter
from carryover.dunning.world import Attempt, World
from carryover.kernel.clock import Seconds


@dataclass(frozen=True)
class View:
    """Everything a decision rests on, and what follows from it."""

    case: Case
    world: World
    terms: Terms
    now: Seconds

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt that counts for networks' limits, by time."""
        return seen(self.case, self.world, self.now)

    @cached_property
    def of_invoice(self) -> tuple[Attempt, ...]:
        """Those on this invoice."""
        return tuple(one for one in self.attempts if one.invoice == self.case.invoice)

    @cached_property
    def last(self) -> Attempt | None:
        """The last attempt on the card that would be charged now, else on any."""
        card = self.world.card
        mine = on_card(self.case.invoice, card, self.attempts) if card else self.of_invoice
        return mine[-1] if mine else None

    @cached_property
    def meaning(self) -> Meaning:
        """Why the money does not come, as things stand."""
        said = meaning_of(self.last) if self.last else Meaning(self.case.cause)
        if self.world.card is None and said.cause is not Cause.LEGAL:
            return Meaning(Cause.CARD, word="there is nothing to charge")
        return said

    @cached_property
    def chance(self) -> Chance:
        """Whether and when it may be tried again."""
        return chance(self.case, self.world, self.terms, self.attempts)

    @cached_property
    def letter(self) -> Due | None:
        """What is to be said next."""
        return next_letter(self.case, self.world, self.meaning.cause, self.terms, self.now)

    @property
    def ends_at(self) -> Seconds:
        """Say when the road ends: by its day, and never on the heels of a message."""
        end = self.terms.end
        day = self.case.failed_at + end.day * DAY
        last = max((one.at for one in self.case.told), default=0)
        return max(day, last + end.notice_hours * HOUR if last else 0)

    def ask(self, name: str, sentence: str) -> Ask | None:
        """Ask, unless a person has answered."""
        return None if name in self.case.cleared else Ask(name, sentence)
