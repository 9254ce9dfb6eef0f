"""What to ask Stripe for is said in order, for a copy and for a move (MIG-3)."""

from carryover.migration.cards.asking import Way, Who, steps


def test_a_move_keeps_the_source_able_to_charge() -> None:
    told = " ".join(step.what for step in steps(Way.MOVE))

    assert "nothing deleted at the source before you say so" in told


def test_both_ways_end_with_a_second_copy_before_the_first_wave() -> None:
    for way in Way:
        *_, last = steps(way)
        assert last.who is Who.SOURCE
        assert "second copy" in last.what
