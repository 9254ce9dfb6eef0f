"""MIG-12: the checklist on paper has the lines the program checks, in the same phases."""

import re
from pathlib import Path

from carryover.migration.aftercare.checklist import ITEMS, Phase

PAGE = Path(__file__).parents[4] / "docs" / "migration" / "checklist.md"


def lines() -> dict[str, str]:
    """Name every line of the page with the heading it stands under."""
    found, heading = {}, ""
    for line in PAGE.read_text().splitlines():
        heading = line.removeprefix("## ") if line.startswith("## ") else heading
        if told := re.match(r"\| `([a-z-]+)` \|", line):
            found[told[1]] = heading.lower()
    return found


def test_every_line_stands_on_the_page_under_its_phase_and_no_other() -> None:
    assert lines() == {item.id: item.phase.value for item in ITEMS}


def test_the_page_knows_every_phase() -> None:
    assert set(lines().values()) == {phase.value for phase in Phase}
