"""What the plan would hold for a reason that no table of ours names.

The plan judges every field Stripe shows; the tables in ``findings`` name what people ask about. So
that an audit never promises what a plan then refuses, what the tables find nothing serious about is
put before the plan's own judgement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from carryover.migration.audit.model import Finding, Rank
from carryover.migration.audit.rule import Rule, Tally, finding
from carryover.migration.planning.codes import HEADINGS, Code
from carryover.migration.planning.judging import Blocked, judge
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.seen import Seen
from carryover.migration.planning.verdict import Reason

OF_CUSTOMERS: Final = frozenset({Code.BALANCE})
"""Named where customers are looked at (``findings.people``)."""


@dataclass(slots=True)
class Held:
    """Such subscriptions, by the plan's reason."""

    rules: Rules = field(default_factory=Rules)
    """Those nobody has changed."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    """What the plan says of the first one."""

    def at(self, seen: Seen, name: str, money: Mapping[str, int]) -> None:
        """Have one judged."""
        verdict = judge(seen, self.rules, now=seen.read_at)
        if isinstance(verdict, Blocked):
            for reason in verdict.reasons:
                self._add(reason, name, money)

    def findings(self, account: str) -> Iterator[Finding]:
        """Say what was found."""
        for code, found in sorted(self.tallies.items()):
            rule = Rule[object](
                f"plan_{code}",
                Rank.DECIDE,
                HEADINGS.get(code, code),
                f"The plan would hold it. Of the first one it says: {self.sentences[code]}",
                "The plan has the sentence for each of them: carryover migrate plan.",
                bool,
            )
            yield finding(rule, account, found, of="subscriptions", money_is="a month")

    def _add(self, reason: Reason, name: str, money: Mapping[str, int]) -> None:
        if reason.code not in OF_CUSTOMERS:
            self.tallies.setdefault(reason.code, Tally()).add(name, money)
            self.sentences.setdefault(reason.code, reason.sentence)
