"""Writes a difference to HighLevel: fields, then tags, then workflows, because an automation may
use what the fields say.

Fields and tags say what is, so writing them twice is writing them once, and so is leaving a
workflow. Beginning one is not, and HighLevel does not show who is in one: ``enrol`` is for somebody
who has written down that it is begun.
"""

from dataclasses import dataclass

from carryover.crm.diff import Difference
from carryover.kernel.errors import NeedsReview
from carryover.ports.highlevel import Contact, Contacts, No


@dataclass(frozen=True, slots=True)
class Writing:
    """The only place that changes contacts. Raises ``NeedsReview`` with HighLevel's sentence where
    it refuses."""

    highlevel: Contacts

    def write(self, location: str, contact: Contact, what: Difference) -> None:
        """Write all that may be written twice."""
        place = location, contact.id
        if what.changes:
            _taken(place, "its fields", self.highlevel.update(*place, what.changes))
        if what.add:
            _taken(place, "tags", self.highlevel.tag(*place, what.add))
        if what.remove:
            _taken(place, "to lose tags", self.highlevel.untag(*place, what.remove))
        for each in what.leave:
            _taken(place, "to leave a workflow", self.highlevel.leave(*place, each.workflow))

    def enrol(self, location: str, contact: Contact, workflow: str) -> None:
        """Put them into a workflow."""
        place = location, contact.id
        _taken(place, "a workflow", self.highlevel.enrol(*place, workflow))


def _taken(place: tuple[str, str], what: str, answer: No | None) -> None:
    if answer is not None:
        told = f"HighLevel refuses the contact {what}: {answer.sentence}"
        raise NeedsReview(f"contact {place[1]} at {place[0]}", told)
