"""Pages are documents: nothing from outside, nothing that moves, everything escaped (MIG-2)."""

import re

import pytest

from cli.migrate.pages.charts import Series, Tone, beside, columns, rows
from cli.migrate.pages.render import money, share

SERIES = [Series("moved", [1, 2], Tone.GOOD), Series("held", [None, 1], Tone.CARE)]


@pytest.mark.parametrize("draw", [columns, beside, rows])
def test_a_chart_is_the_same_for_the_same_numbers_and_carries_no_script(draw: object) -> None:
    assert callable(draw)
    first, again = (draw("Waves", ["1", "2"], SERIES) for _ in range(2))

    assert first == again
    assert "<script" not in first
    assert "pygal.js" not in first


def test_words_of_customers_are_escaped_in_a_chart() -> None:
    drawn = rows("Reasons", ["<b>x</b>", "y"], SERIES)

    assert "<b>" not in drawn


def test_nothing_to_draw_is_drawn_as_such() -> None:
    assert "nothing to draw" in columns("Waves", [], [])


def test_long_labels_leave_room_for_the_bars() -> None:
    drawn = rows("Reasons", ["an explanation " * 20], [Series("held", [3], Tone.CARE)])

    bars = re.findall(r'<rect [^>]*class="rect reactive[^>]*>', drawn)
    (width,) = re.findall(r' width="([\d.]+)"', bars[0])
    assert float(width) > 300


def test_axes_speak_money() -> None:
    assert money("jpy")(1200.0) == "¥1,200"


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 0, "-"),
        (0, 9, "0 %"),
        (9, 9, "100 %"),
        (1, 100_000, "0.1 %"),
        (99_999, 100_000, "99.9 %"),
    ],
)
def test_almost_all_is_not_all_and_almost_nothing_is_not_nothing(
    part: int, whole: int, told: str
) -> None:
    assert share(part, whole) == told
