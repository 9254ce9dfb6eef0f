"""KAJ-6: the book of truth holds an audit to what was so when it compared."""

from tests.simulation.access.stage import ADA, Stage
from tests.simulation.access.truth import Person, Sub, Truth


def without_stripes_word() -> tuple[Stage, Truth]:
    """Ada's subscription is ended, and Stripe has not told of it yet."""
    stage = Stage()
    person = Person(1, "Ada", {}, stage.town.now, {ADA}, [Sub("us", stage.sub, "gold")])
    person.subs[0].opened.add("gold")
    stage.town.stripes.world.listeners.clear()
    stage.town.it_is(stage.town.now + 60)
    stage.town.stripes.end("us", stage.sub)
    return stage, Truth(stage.town, people=[person])


def test_what_ended_after_the_audit_began_is_for_the_next_one() -> None:
    stage, truth = without_stripes_word()

    truth.judge_access(stage.town.now - 10)

    assert (truth.broken, truth.judged) == ([], 1)


def test_what_had_ended_before_it_began_is_not() -> None:
    stage, truth = without_stripes_word()

    truth.judge_access(stage.town.now + 1)

    assert truth.broken == ["Ada sees gold and does not pay"]
