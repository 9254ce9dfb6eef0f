"""Charts as SVG inside a page: coloured by its stylesheet, so light, dark and print all work.

pygal draws; its scripts, tooltips and dates are taken out: a page is a document, the same bytes for
the same numbers.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib import import_module
from typing import Any, Final
from xml.etree.ElementTree import Element

from markupsafe import Markup

type Written = Callable[[float], str]
"""How a number is written: ``money("usd")``, ``str``."""

PYGAL: Final[Any] = import_module("pygal")
"""It has no types (no py.typed), so none are claimed."""
sys.meta_path[:] = [each for each in sys.meta_path if hasattr(each, "find_spec")]
# pygal 3 leaves a finder of Python 2's kind there (its __init__, PluginImportFixer), which has no
# find_spec: whoever asks all finders after it, as cfn-lint and moto do, dies of an AttributeError.

SVG: Final = "{http://www.w3.org/2000/svg}"
WHOLE: Final = 960
HALF: Final = 600
"""Units across; the page scales them, letters too."""

LETTERS: Final = 52
"""Of a label beside a lying bar."""


class Tone(StrEnum):
    """What a colour means; the stylesheet says which it is."""

    CALM = "calm"
    GOOD = "good"
    CARE = "care"
    BAD = "bad"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    QUIET = "quiet"


PALETTE: Final = (Tone.FIRST, Tone.SECOND, Tone.THIRD, Tone.FOURTH, Tone.QUIET)
"""For series that mean nothing by themselves, such as currencies."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers; ``None`` where there is none."""

    name: str
    values: Sequence[int | None]
    tone: Tone = Tone.CALM


def plainly(value: float) -> str:
    """Write a count on an axis; between two whole numbers there is nothing to write."""
    return f"{value:,.0f}" if value == int(value) else ""


def columns(
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    written: Written = plainly,
    wide: int = WHOLE,
) -> Markup:
    """Draw upright bars, stacked: months, weeks, waves."""
    return _drawn("StackedBar", name, labels, series, _manners(series, written, wide, 300))


def beside(
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    written: Written = plainly,
    wide: int = WHOLE,
) -> Markup:
    """Draw upright bars beside each other, for comparing: without and with the move."""
    return _drawn("Bar", name, labels, series, _manners(series, written, wide, 300))


def rows(
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    written: Written = plainly,
    wide: int = WHOLE,
) -> Markup:
    """Draw lying bars, stacked, the first label on top: reasons, currencies, accounts."""
    tall = 70 + 34 * max(len(labels), 1) + (24 if len(series) > 1 else 0)
    manners = _manners(series, written, wide, tall)
    upside = [Series(each.name, list(reversed(each.values)), each.tone) for each in series]
    return _drawn("HorizontalStackedBar", name, _cut(reversed(labels)), upside, manners)


def _cut(labels: Iterable[str]) -> list[str]:
    """Keep labels to half of the width at most, or there is no room for bars."""
    return [each if len(each) <= LETTERS else f"{each[: LETTERS - 1].rstrip()}…" for each in labels]


def _manners(series: Sequence[Series], written: Written, wide: int, tall: int) -> dict[str, Any]:
    return {
        "style": _style(series),
        "width": wide,
        "height": tall,
        "margin": 8,
        "show_legend": len(series) > 1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": max(len(series), 1),
        "truncate_legend": -1,
        "truncate_label": -1,
        "value_formatter": written,
        "rounded_bars": 2,
        "max_scale": 6,
        "js": [],
        "disable_xml_declaration": True,
        "no_data_text": "nothing to draw",
    }


def _style(series: Sequence[Series]) -> object:
    colours = tuple(f"var(--{each.tone})" for each in series)
    return PYGAL.style.Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--soft)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--line)",
        guide_stroke_color="var(--line)",
        major_guide_stroke_color="var(--line)",
        guide_stroke_dasharray="0",
        major_guide_stroke_dasharray="0",
        font_family="inherit",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
        no_data_font_size=16,
        opacity="1",
        opacity_hover="1",
        stroke_width="0",
        stroke_width_hover="0",
        colors=colours or ("var(--calm)",),
        value_colors=("var(--ink)",) * max(len(series), 1),
    )


def _turned(labels: Sequence[str], wide: int) -> int:
    """Turn labels that would run into each other: a letter is some 8 units wide."""
    return 35 if 8 * sum(len(label) + 2 for label in labels) > wide else 0


def _drawn(
    kind: str,
    name: str,
    labels: Sequence[str],
    series: Sequence[Series],
    manners: Mapping[str, Any],
) -> Markup:
    lying = kind.startswith("Horizontal")
    turned = 0 if lying else _turned(labels, manners["width"])
    chart = getattr(PYGAL, kind)(**manners, x_label_rotation=turned)
    chart.x_labels = list(labels)
    for each in series:
        chart.add(each.name, list(each.values))
    chart.uuid = sha256(repr((name, labels, series)).encode()).hexdigest()[:12]
    chart.add_xml_filter(lambda root: _still(root, name))
    return Markup(chart.render(is_unicode=True))  # noqa: S704 - pygal escapes what it is given


def _still(root: Element, name: str) -> Element:
    """Leave what is seen: no scripts, no comments with today's date, no texts for tooltips."""
    for parent in root.iter():
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.removeprefix(SVG) in {"script", "desc"}:
                parent.remove(child)
            elif child.tag.removeprefix(SVG) == "title":
                child.text = name if parent is root else ""
    root.set("role", "img")
    return root
