"""docs/migration/other-processors.md lists the columns the reader knows (MIG-14)."""

from pathlib import Path

from carryover.migration.elsewhere.columns import COLUMNS, REFUSED

GUIDE = Path(__file__).parents[4] / "docs/migration/other-processors.md"


def test_every_column_stands_in_the_guide_as_the_reader_has_it() -> None:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()

    for each in COLUMNS:
        mark = " ".join(filter(None, ("needed" * each.needed, "" if each.ours else "T")))
        assert f"| `{each.name}` | {mark} | {each.what} | `{each.example}` |" in lines


def test_every_refusal_stands_in_the_guide() -> None:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()

    for name, instead in REFUSED.items():
        assert f"| `{name}` | {instead} |" in lines
