"""Two workers at one case, and answers that are lost: one charge, one letter (DUN-1, DUN-2)."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from carryover.dunning.messages import DunningEnvelope, Look
from carryover.dunning.model import Outcome, TryState
from carryover.kernel.errors import Retryable
from carryover.ports.stripe_memory import OnlyRemembered
from tests.fakes.memory import Killed
from tests.unit.dunning.office import US, Office


@dataclass
class Meddled:
    """A port in whose call something else happens once."""

    port: Any
    effect: str
    before: list[Any] = field(default_factory=list)
    after: list[Any] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.port, name)
        if name != self.effect:
            return method

        def call(*args: Any, **more: Any) -> Any:
            self._happens(self.before)
            answer = method(*args, **more)
            self._happens(self.after)
            return answer

        return call

    def _happens(self, what: list[Any]) -> None:
        if what:
            what.pop()()


def second_worker(office: Office, failed: str) -> Any:
    """Another process looks at the same case, undisturbed."""

    def looks() -> None:
        dressed, office.dressed = office.dressed, lambda _, port: port
        look = Look(account=US, invoice=failed)
        letter = DunningEnvelope(id="other", cause="test", occurred_at=office.now(), body=look)
        with suppress(Retryable):
            office.worker().handle(letter)
        office.dressed = dressed

    return looks


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", [("cases", "save"), ("stripe", "post"), ("mail", "send")])
def test_two_workers_at_one_case_do_everything_once(effect: tuple[str, str], moment: str) -> None:
    office = Office()
    failed = office.fails("do_not_honor")
    office.bank_says(None)
    port, call = effect
    other = [second_worker(office, failed)]
    office.dressed = lambda name, real: (
        Meddled(real, call, **{moment: other}) if name == port else real
    )

    office.days_pass(10)

    closed = office.case(failed).closed
    assert other == []
    assert closed is not None
    assert closed.outcome is Outcome.RECOVERED
    assert len(office.charges(paid=True, invoice=failed)) == 1
    told = [one.step for one in office.case(failed).told]
    assert len(told) == len(set(told)) == len(office.mail.letters)


def test_a_payment_between_the_look_and_the_attempt_is_not_followed_by_one() -> None:
    office = Office()
    failed = office.fails("do_not_honor")
    office.bank_says(None)
    api = office.stripes.api
    pays = [lambda: api.post(US, f"invoices/{failed}/pay", {}, key="the customer")]
    office.dressed = lambda name, real: (
        Meddled(real, "post", before=pays) if name == "stripe" else real
    )

    office.days_pass(10)

    case = office.case(failed)
    assert case.closed is not None
    assert case.closed.outcome is Outcome.RECOVERED
    assert [one.state for one in case.tries] == [TryState.NEVER]
    assert len(office.charges(paid=True, invoice=failed)) == 1


def test_an_attempt_over_which_the_worker_died_is_sent_again_as_the_same_one() -> None:
    office = Office()
    failed = office.fails("do_not_honor")
    office.bank_says(None)

    def dies() -> None:
        raise Killed

    moments = [dies]
    office.dressed = lambda name, real: (
        Meddled(real, "post", before=moments) if name == "stripe" else real
    )

    office.days_pass(10)

    assert moments == []
    tries = office.case(failed).tries
    assert [(one.number, one.state) for one in tries] == [(1, TryState.PAID)]
    assert len(office.charges(paid=True, invoice=failed)) == 1


@dataclass
class Forgetful:
    """Stripe charges, and then repeats from memory that it failed."""

    port: Any
    times: list[int]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.port, name)

    def post(self, *args: Any, **more: Any) -> Any:
        answer = self.port.post(*args, **more)
        if self.times:
            self.times.pop()
            raise OnlyRemembered("500, from memory")
        return answer


def test_a_failure_repeated_from_memory_is_settled_by_the_charge_history() -> None:
    office = Office()
    failed = office.fails("do_not_honor")
    office.bank_says(None)
    times = [1]
    office.dressed = lambda name, real: Forgetful(real, times) if name == "stripe" else real

    office.days_pass(10)

    case = office.case(failed)
    assert times == []
    assert [one.state for one in case.tries] == [TryState.PAID]
    assert case.closed is not None
    assert case.closed.outcome is Outcome.RECOVERED


def test_a_failure_repeated_from_memory_is_no_refusal_while_nothing_shows_what_happened() -> None:
    """A new number over an unknown outcome could charge twice: the same one is asked about."""
    office = Office()
    failed = office.fails("do_not_honor")
    office.bank_says(None)

    def forgets() -> None:
        raise OnlyRemembered("500, from memory")

    moments = [forgets]
    office.dressed = lambda name, real: (
        Meddled(real, "post", before=moments) if name == "stripe" else real
    )

    office.days_pass(10)

    assert moments == []
    tries = office.case(failed).tries
    assert [(one.number, one.state) for one in tries] == [(1, TryState.PAID)]


def dies() -> None:
    raise Killed


@pytest.mark.parametrize("moment", ["lost", "killed"])
def test_an_end_whose_answer_was_lost_is_done_and_nobody_is_asked(moment: str) -> None:
    """DUN-4. A cancellation has no key: asked for again, Stripe knows no such subscription."""
    office = Office()
    failed = office.fails()
    stripe = Meddled(office.stripes.api, "delete")
    office.dressed = lambda name, port: stripe if name == "stripe" else port
    if moment == "lost":
        stripe.before = [lambda: office.stripes.end(US, office.sub)]
    else:
        stripe.after = [dies]

    office.days_pass(60)

    case = office.case(failed)
    assert case.closed is not None
    assert case.closed.outcome is Outcome.ENDED
    assert not stripe.before
    assert not stripe.after
    assert office.doubts == []
