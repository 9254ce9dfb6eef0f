"""What holds in every history (DUN-1, DUN-2): random banks, customers, rules and interruptions.

Networks' limits are counted here anew, not by the code that keeps to them.
"""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from carryover.dunning.declines import CODES, DAY, HOUR, Cause, Decline, understand
from carryover.dunning.model import Paused
from carryover.dunning.policy import decide
from carryover.dunning.rules import Plan, Terms
from carryover.dunning.schemes import MASTERCARD_NEVER, VISA_NEVER, VISA_NEVER_ONCE
from carryover.dunning.steps import Ask, Close, Retry, Step, Tell, Wait
from carryover.dunning.world import Attempt, Card
from tests.unit.dunning.invoices import MONDAY, Story, attempt, example

NETWORKS = ("visa", "mastercard", "amex", None)
WORDS = st.builds(
    Decline,
    decline_code=st.sampled_from([*CODES, "brand_new_code", None]),
    advice_code=st.sampled_from([None, None, "try_again_later", "do_not_try_again"]),
    network_advice_code=st.sampled_from([None, None, "02", "03", "21", "24", "27", "30", "40"]),
    network_decline_code=st.sampled_from([None, None, None, "05", "51", "14", "R1", "62"]),
    outcome=st.sampled_from([None, None, None, "blocked"]),
)
CARDS = st.builds(
    Card,
    id=st.sampled_from(["pm_1", "pm_2", "pm_3"]),
    fingerprint=st.sampled_from(["a", "b", None]),
    network=st.sampled_from(NETWORKS),
    exp_month=st.just(5),
    exp_year=st.sampled_from([2027, 2031]),
)
DAYS = st.lists(st.integers(0, 40), max_size=25, unique=True).map(lambda days: tuple(sorted(days)))
PLANS = st.builds(
    Plan,
    days=DAYS,
    month_days=st.sampled_from([(), (1, 15), ("last",), (28,)]),
    weekdays=st.sampled_from([(), ("fri",), ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]),
)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """As greedy as a file may be."""
    base = example().base
    retries = base.retries.model_copy(
        update={
            "funds": draw(PLANS),
            "bank": draw(PLANS),
            "in_30_days": draw(st.integers(0, 15)),
            "at_most": draw(st.integers(0, 60)),
            "hours_between": draw(st.integers(1, 48)),
            "technical": tuple(draw(st.lists(st.integers(1, 5), max_size=30))),
        }
    )
    return base.model_copy(update={"retries": retries})


@st.composite
def histories(draw: st.DrawFn) -> Story:
    """A case that is about to go on for a while: what Stripe did before, what the bank will say."""
    card = draw(CARDS)
    story = Story(draw(WORDS), terms=draw(terms()), card=card)
    before = draw(st.lists(st.integers(-30 * DAY, 0), max_size=20))
    invoices = st.sampled_from(["in_1", "in_0"])
    earlier = [attempt(MONDAY + at, card=card, invoice=draw(invoices)) for at in before]
    known = sorted((*earlier, *story.world.attempts), key=lambda one: one.at)
    luck = draw(st.integers(0, 60))
    story.approves = lambda _card, at: luck < 45 and at > MONDAY + luck * DAY
    zone = draw(st.sampled_from(["Asia/Tokyo", "America/New_York", "Pacific/Auckland", None]))
    return story.shows(attempts=tuple(known)).person(zone=zone)


CHANGES = st.lists(
    st.tuples(
        st.floats(0, 20),
        st.one_of(
            CARDS.map(lambda card: ("card", card)),
            WORDS.map(lambda words: ("no", words)),
            st.just(("disputed", frozenset({"dp_1"}))),
            st.just(("card", None)),
            st.sampled_from([("status", "paid"), ("status", "void"), ("smart", 3 * DAY)]),
            st.integers(1, 9).map(lambda days: ("paused", days)),
        ),
    ),
    max_size=5,
)


def changes(story: Story, what: str, value: Any) -> None:
    """Something happens that nobody announced."""
    match what:
        case "no":
            story.no = value
        case "status":
            story.invoice_shows(status=value)
        case "smart":
            story.invoice_shows(auto_advance=True, next_payment_attempt=story.now + value)
        case "paused":
            until = story.now + value * DAY
            story.remembers(paused=Paused(by="sue", why="asked", at=story.now, until=until))
        case _:
            story.shows(**{what: value})


def lived(story: Story, happens: list[tuple[float, tuple[str, Any]]]) -> Story:
    for days, (what, value) in happens:
        story.lives(days, most=2_000)
        if not over(story):
            changes(story, what, value)
    return story if over(story) else story.lives(150, most=2_000)


def over(story: Story) -> bool:
    last = story.steps[-1][1] if story.steps else None
    return isinstance(last, Close) or (isinstance(last, Ask) and last.blocks)


def reattempts(story: Story) -> list[tuple[Attempt, list[Attempt]]]:
    """Each attempt of ours, with what was tried on the same number before."""
    tried = story.world.attempts
    ours = {one.at for one in story.case.tries}
    return [
        (one, [a for a in tried[:n] if a.card and one.card and a.card.number == one.card.number])
        for n, one in enumerate(tried)
        if one.at in ours and one.at > MONDAY
    ]


@settings(max_examples=60, deadline=None)
@given(histories(), CHANGES)
def test_no_attempt_is_beyond_a_networks_limit(story: Story, happens: list[Any]) -> None:
    for one, before in reattempts(lived(story, happens)):
        network = one.card.network if one.card else None
        month = [a for a in before if one.at - a.at <= 30 * DAY and a.amount == one.amount]
        day = [a for a in month if one.at - a.at <= DAY]
        assert len(month) < (35 if network == "mastercard" else 15)
        assert network == "visa" or len(day) < 10


@settings(max_examples=60, deadline=None)
@given(histories(), CHANGES)
def test_no_card_is_tried_after_a_final_word(story: Story, happens: list[Any]) -> None:
    for one, before in reattempts(lived(story, happens)):
        network = one.card.network if one.card else None
        words = [a.decline for a in before if a.decline]
        final = (Cause.NEVER, Cause.FRAUD, Cause.LEGAL)
        assert not any(understand(said).cause in final for said in words)
        if network != "visa":
            assert not any(said.network_advice_code in MASTERCARD_NEVER for said in words)
        if network != "mastercard":
            never = VISA_NEVER | VISA_NEVER_ONCE
            assert not any(said.network_decline_code in never for said in words)


@settings(max_examples=60, deadline=None)
@given(histories(), CHANGES)
def test_nobody_who_paid_hears_of_us_or_is_charged_again(story: Story, happens: list[Any]) -> None:
    lived(story, happens)
    paid = [one.at for one in story.world.attempts if one.result == "paid"]

    assert len(paid) <= 1
    if paid:
        assert all(at < paid[0] for at in story.when(Tell))
        assert all(at <= paid[0] for at in story.when(Retry))


@settings(max_examples=60, deadline=None)
@given(histories(), CHANGES)
def test_every_case_comes_to_an_end(story: Story, happens: list[Any]) -> None:
    assert over(lived(story, happens))


@settings(max_examples=60, deadline=None)
@given(histories(), CHANGES)
def test_every_step_is_taken_once(story: Story, happens: list[Any]) -> None:
    lived(story, happens)
    numbers = [step.number for step in story.did(Retry)]

    assert numbers == sorted(set(numbers))
    assert len(story.letters) == len(set(story.letters))


@settings(max_examples=60, deadline=None)
@given(histories(), st.floats(0, 45), st.lists(st.floats(0, 1), max_size=8))
def test_a_wait_is_true_until_its_end_and_over_then(
    story: Story, days: float, parts: list[float]
) -> None:
    step = story.lives(days, most=2_000).decides()
    if not isinstance(step, Wait) or step.until is None:
        return

    until = step.until
    assert until > story.now
    for part in parts:
        between = story.now + int((until - 1 - story.now) * part)
        assert decide(story.case, story.world, story.terms, between) == step
    assert _moved_on(decide(story.case, story.world, story.terms, until), until)


def _moved_on(step: Step, until: int) -> bool:
    return not isinstance(step, Wait) or step.until is None or step.until > until


@settings(max_examples=60, deadline=None)
@given(histories(), st.floats(0, 45))
def test_asking_twice_changes_nothing(story: Story, days: float) -> None:
    story.lives(days, most=2_000)
    once = replace(story.world), story.case.model_copy(deep=True)

    assert decide(once[1], once[0], story.terms, story.now) == story.decides()


def test_the_limits_of_this_file_are_real_ones() -> None:
    """A policy without limits would be caught: sixteen attempts an hour apart break the month."""
    tried = [attempt(MONDAY + n * HOUR) for n in range(17)]
    story = Story().shows(attempts=tuple(tried))

    assert not isinstance(story.decides(), Retry)
