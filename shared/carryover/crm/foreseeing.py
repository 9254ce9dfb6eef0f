"""What a sync would write, without writing anything: for whoever wants to see first."""

from dataclasses import dataclass, replace

from carryover.crm.finding import Finding
from carryover.crm.looking import Looking, Step
from carryover.crm.model import Known, PayerRef, Pointer
from carryover.crm.rules import LocationRules
from carryover.crm.store import Contacts

WOULD_BE_MADE = "a contact would be made"


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """A memory that forgets what it is told."""

    memory: Contacts

    def known(self, location: str, contact: str) -> Known:
        """Read it."""
        return self.memory.known(location, contact)

    def save(self, known: Known) -> Known:
        """Do not write it."""
        return known

    def pointer(self, location: str, payer: PayerRef) -> Pointer | None:
        """Read it."""
        return self.memory.pointer(location, payer)

    def point(self, pointer: Pointer, before: Pointer | None) -> None:
        """Do not write it."""


def foreseen(looking: Looking, location: str, ref: PayerRef, rules: LocationRules) -> Step | str:
    """Look as a sync does, by the same policy; a sentence where there is no contact to compare."""
    memory = ReadOnly(looking.memory)
    finding = Finding(memory, looking.finding.highlevel, looking.finding.now)
    pretending = replace(looking, memory=memory, finding=finding)
    makes_none = rules.model_copy(update={"create": False})
    recalled = pretending.recalled(location, ref)
    step = pretending.look(location, ref, makes_none, recalled)
    return WOULD_BE_MADE if step == "no contact" and rules.create else step
