"""docs/migration/snapshot-and-audit.md lists every finding there is (MIG-1)."""

from collections.abc import Iterator
from pathlib import Path

from carryover.migration.audit.account import TABLES
from carryover.migration.audit.between import RULES
from carryover.migration.audit.findings.charging import CHARGING
from carryover.migration.audit.findings.listening import LISTENING
from carryover.migration.audit.findings.people import PEOPLE
from carryover.migration.audit.findings.reductions import REDUCTIONS
from carryover.migration.audit.findings.standing import STANDING
from carryover.migration.audit.findings.terms import TERMS
from carryover.migration.audit.findings.times import TIMES
from carryover.migration.audit.model import RANKS, Rank
from carryover.migration.snapshot.kinds import WANTED

GUIDE = Path(__file__).parents[4] / "docs/migration/snapshot-and-audit.md"
OF_SUBSCRIPTIONS = (*TERMS, *TIMES, *CHARGING, *STANDING, *REDUCTIONS)


def findings() -> Iterator[tuple[Rank, str, str]]:
    """Name every finding: rank, code, title."""
    for rule in OF_SUBSCRIPTIONS:
        yield rule.rank, rule.code, rule.title
    for person in PEOPLE:
        yield person.rank, person.code, person.title
    for endpoint in LISTENING:
        yield endpoint.rank, endpoint.code, endpoint.title
    for _, rules, _ in TABLES.values():
        for other in rules:
            yield other.rank, other.code, other.title
    for pair in RULES.values():
        yield pair.rank, pair.code, pair.title


def told() -> list[str]:
    """Write the guide's table."""
    order = sorted(findings(), key=lambda each: (RANKS.index(each[0]), each[1]))
    return [f"| {rank} | `{code}` | {title} |" for rank, code, title in order]


def test_no_two_findings_share_a_code() -> None:
    codes = [code for _, code, _ in findings()]

    assert len(codes) == len(set(codes))


def test_the_guide_lists_every_finding() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert "\n".join(told()) in text


def test_the_guide_names_every_kind_that_is_read() -> None:
    text = GUIDE.read_text(encoding="utf-8")

    assert [each.kind for each in WANTED if f"`{each.kind}`" not in text] == []
