"""A late second file adds people; what it contradicts, a person decides (MIG-3)."""

from carryover.migration.cards.merging import merge
from carryover.migration.cards.model import Row

ANN = Row(line=2, customer_old="cus_a", source_old="pm_1", customer_new="cus_a", source_new="pm_n1")
BOB = Row(line=3, customer_old="cus_b", source_old="pm_2", customer_new="cus_b", source_new="pm_n2")


def test_a_second_file_adds_who_came_and_cards_that_came() -> None:
    second_card = ANN.model_copy(update={"source_old": "pm_9", "source_new": "pm_n9", "line": 4})

    merged = merge([ANN], [ANN, BOB, second_card])

    assert not merged.conflicts
    assert (merged.added, merged.same) == (2, 1)
    assert {row.source_old for row in merged.rows} == {"pm_1", "pm_2", "pm_9"}


def test_a_card_for_somebody_who_had_none_is_added() -> None:
    bare = Row(line=2, customer_old="cus_a", customer_new="cus_a")

    merged = merge([bare], [ANN])

    assert not merged.conflicts
    assert merged.added == 1


def test_another_new_id_for_what_is_mapped_already_changes_nothing_and_is_told() -> None:
    other = ANN.model_copy(update={"source_new": "pm_other", "line": 7})

    merged = merge([ANN], [other, BOB])

    assert [row.said for row in merged.rows] == [ANN.said]
    assert merged.added == 0
    (conflict,) = merged.conflicts
    assert str(conflict) == "line 7: pm_1 became pm_n1 and pm_other (in force)."
