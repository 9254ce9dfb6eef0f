"""A worker dies at every effect there is, one after another, from the failed payment to the end of
the road and back: letters by SES, a text and a workflow through HighLevel, and the contact that
shows it all. Nobody pays twice or hears twice, and the contact ends the same (DUN-1, DUN-2,
CRM-1)."""

from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.fakes.highlevel import WRITES
from tests.fakes.memory import Mortal
from tests.simulation.dunning.judge import heard, judged
from tests.simulation.dunning.town import Town

EFFECTS: Final = {
    "stripe": ("post", "delete"),
    "cases": ("save",),
    "mail": ("send",),
    "highlevel": WRITES,
    "contacts": ("save", "point"),
}
PARTS: Final = 2
"""The moments are dealt out to so many tests."""
RULES: Final[dict[str, Any]] = {
    "messages": [
        {"step": "mail", "channel": "email", "day": 0, "template": "card"},
        {"step": "text", "channel": "sms", "day": 0, "template": "soon"},
    ],
    "retries": {"until_day": 1},
    "end": {"what": "unpaid", "day": 2, "notice_hours": 24, "late_payment": "restore"},
}


@dataclass
class Ended:
    """How the story ended, as everybody outside sees it."""

    town: Town
    moments: int

    @property
    def outside(self) -> dict[str, Any]:
        (ann,) = self.town.people.values()
        shown = self.town.contact(ann)
        (case,) = self.town.cases
        return {
            "tags": sorted(shown["tags"]),
            "fields": shown["fields"],
            "outcome": case.closed.outcome if case.closed else None,
            "steps": [told.step for told in case.told],
            "attempts": len(list(self.town.account.all("charge"))),
        }

    @property
    def letters(self) -> list[str]:
        return sorted(channel for _, channel, _ in heard(self.town))


def story(dies_at: int) -> Ended:
    """The card has expired, the road ends, and then they give another one and pay."""
    death = Mortal(dies_at)
    town = Town(1, rules=RULES)
    ann = town.moves_in("ann", "Europe/Berlin")
    town.works()
    town.bank_says(ann, "expired_card")
    town.sleeps(31.1)
    town.dressed = lambda name, port: death.wrap(port, EFFECTS[name]) if name in EFFECTS else port
    town.days_pass(3.5)
    town.gives_card(ann.customer)
    town.works()
    for one in town.owed(ann):
        town.stripes.post("us", f"invoices/{one['id']}/pay")
    town.works()
    town.days_pass(1.5)
    return Ended(town, death.moment)


PEACE: Final[list[Ended]] = []


def peace() -> Ended:
    """The story without a death, told once."""
    if not PEACE:
        PEACE.append(story(-1))
    return PEACE[0]


def test_in_peace_everything_is_said_and_shown() -> None:
    ended = peace()

    assert ended.letters == ["email", "sms"]
    assert ended.outside["outcome"] == "recovered_late"
    assert "stripe: active" in ended.outside["tags"]


@pytest.mark.parametrize("part", range(PARTS))
def test_whenever_the_worker_dies_the_world_outside_ends_the_same(part: int) -> None:
    """Only in the moments just after an effect, and before the first: just before the next one the
    world is the same."""
    ended = peace()
    moments = [0, *range(1, ended.moments, 2)]

    for moment in moments[part::PARTS]:
        killed = story(moment)

        assert killed.outside == ended.outside, moment
        assert len(ended.letters) - len(killed.letters) in (0, 1), moment
        assert judged(killed.town) == {}, moment
