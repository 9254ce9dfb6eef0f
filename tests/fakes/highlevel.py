"""A CRM in memory: contacts, fields, workflows, letters, sales, invoices, as the port promises."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import (
    Bill,
    Changes,
    Channel,
    Contact,
    CustomField,
    Email,
    NewBill,
    No,
    Sent,
    Sms,
    Unanswered,
    Workflow,
)
from carryover.ports.highlevel_sales import Listed, Sale, Sold, Unclear

PAGE = 2
"""Items per page: so few that every list has a second one."""

WRITES = (
    "create", "update", "tag", "untag", "enrol", "leave", "send", "bill", "record_payment", "void",
)  # fmt: skip


@dataclass
class MemoryHighLevel:
    """Every location's people in one place (``ports.highlevel.HighLevel``)."""

    people: dict[str, Contact] = field(default_factory=dict)
    custom: list[CustomField] = field(default_factory=list)
    flows: list[Workflow] = field(default_factory=list)
    enrolments: list[tuple[str, str]] = field(default_factory=list)
    """Contact and workflow, one entry per time somebody was put in."""
    left: list[tuple[str, str]] = field(default_factory=list)
    letters: list[tuple[str, Email | Sms]] = field(default_factory=list)
    sales: dict[Sale, list[Sold | Unclear]] = field(default_factory=dict)
    invoices: dict[str, tuple[str, Bill]] = field(default_factory=dict)
    """The contact's id, and the invoice."""
    asked: list[str] = field(default_factory=list)
    """Every request by its name."""
    wrote: list[str] = field(default_factory=list)
    """Those of them that change something."""
    down: bool = False
    away: frozenset[str] = frozenset()
    """Locations that do not answer …"""
    gone: frozenset[str] = frozenset()
    """… and those from which the app was taken away."""
    loses: str = ""
    """The name of a write whose answer is lost once, after it happened."""
    refuses: dict[str, str] = field(default_factory=dict)
    """Sentences by the name of a write that is refused."""

    def knows(
        self, key: str, email: str, *, name: str = "", tags: frozenset[str] = frozenset()
    ) -> Contact:
        """Somebody is a contact."""
        made = Contact(id=key, email=email, name=name, tags=tags)
        self.people[key] = made
        return self.people[key]

    def has_field(self, name: str, kind: str = "TEXT") -> None:
        """Somebody added a custom field."""
        key = "contact." + name.lower().replace(" ", "_")
        self.custom.append(CustomField(f"f{len(self.custom) + 1}", key, name, kind))

    def shown(self, contact: str) -> dict[str, str]:
        """What a contact's custom fields show, by their names."""
        names = {each.id: each.name for each in self.custom}
        return {names[i]: value for i, value in self.people[contact].fields.items()}

    def contact(self, location: str, contact: str) -> Contact | None:
        self._ask("contact", location)
        return self.people.get(contact)

    def with_email(self, location: str, email: str) -> Sequence[Contact]:
        self._ask("with_email", location)
        wanted = email.strip().casefold()
        return [e for e in self.people.values() if e.email.strip().casefold() == wanted]

    def create(self, location: str, email: str) -> Contact | No:
        there = self.with_email(location, email)
        refused = self._write("create", location)
        if refused or there:
            return refused or there[0]
        name = f"c{len(self.people) + 1}"
        made = self.people[name] = Contact(name, email)
        self._answer("create")
        return made

    def update(self, location: str, contact: str, changes: Changes) -> No | None:
        if refused := self._write("update", location):
            return refused
        one = self.people[contact]
        merged = {**one.fields, **changes.fields}
        self.people[contact] = replace(
            one,
            fields={name: value for name, value in merged.items() if value},
            name=changes.name or one.name,
            phone=changes.phone or one.phone,
        )
        self._answer("update")
        return None

    def tag(self, location: str, contact: str, tags: Sequence[str]) -> No | None:
        if refused := self._write("tag", location):
            return refused
        one = self.people[contact]
        self.people[contact] = replace(one, tags=one.tags | {tag.lower() for tag in tags})
        self._answer("tag")
        return None

    def untag(self, location: str, contact: str, tags: Sequence[str]) -> No | None:
        if refused := self._write("untag", location):
            return refused
        one = self.people[contact]
        self.people[contact] = replace(one, tags=one.tags - {tag.lower() for tag in tags})
        self._answer("untag")
        return None

    def enrol(self, location: str, contact: str, workflow: str) -> No | None:
        if refused := self._write("enrol", location):
            return refused
        self.enrolments.append((contact, workflow))
        self._answer("enrol")
        return None

    def leave(self, location: str, contact: str, workflow: str) -> No | None:
        if refused := self._write("leave", location):
            return refused
        self.left.append((contact, workflow))
        self._answer("leave")
        return None

    def fields(self, location: str) -> Sequence[CustomField]:
        self._ask("fields", location)
        return list(self.custom)

    def workflows(self, location: str) -> Sequence[Workflow]:
        self._ask("workflows", location)
        return list(self.flows)

    def send(self, location: str, contact: str, letter: Email | Sms) -> Sent | No:
        if refused := self._write("send", location):
            return refused
        if letter.kind in self.people[contact].closed:
            return No("they do not want to be reached this way")
        self.letters.append((contact, letter))
        self._answer("send")
        return Sent(f"m{len(self.letters)}", f"thread-{contact}")

    def sold(
        self, location: str, sale: Sale, since: Seconds | None, offset: int
    ) -> Listed[Sold | Unclear]:
        self._ask(f"sold {sale}", location)
        listed = [
            one
            for one in self.sales.get(sale, [])
            if since is None or isinstance(one, Unclear) or one.created >= since
        ]
        return Listed(listed[offset : offset + PAGE], len(listed))

    def one_sold(self, location: str, sale: Sale, sold: str) -> Sold | None:
        self._ask(f"one_sold {sale}", location)
        found = next((each for each in self.sales.get(sale, []) if each.id == sold), None)
        if isinstance(found, Unclear):
            raise NeedsReview(f"{sale} {sold} at {location}", found.sentence)
        return found

    def bills(self, location: str, contact: str, offset: int) -> Listed[Bill]:
        self._ask("bills", location)
        mine = [bill for owner, bill in self.invoices.values() if owner == contact]
        return Listed(mine[offset : offset + PAGE], len(mine))

    def bill(self, location: str, new: NewBill) -> Bill | No:
        if refused := self._write("bill", location):
            return refused
        made = Bill(f"b{len(self.invoices) + 1}", new.name, "draft", new.amount, 0)
        self.invoices[made.id] = new.contact.id, made
        self._answer("bill")
        return made

    def record_payment(self, location: str, bill: str, amount: int, currency: str) -> No | None:
        if refused := self._write("record_payment", location):
            return refused
        del currency
        owner, one = self.invoices[bill]
        paid = one.paid + amount
        self.invoices[bill] = owner, replace(one, paid=paid, status="paid")
        self._answer("record_payment")
        return None

    def void(self, location: str, bill: str) -> No | None:
        if refused := self._write("void", location):
            return refused
        owner, one = self.invoices[bill]
        self.invoices[bill] = owner, replace(one, status="void")
        self._answer("void")
        return None

    def closes(self, contact: str, *channels: Channel) -> None:
        """Somebody does not want to be reached."""
        one = self.people[contact]
        self.people[contact] = replace(one, closed=one.closed | set(channels))

    def _ask(self, name: str, location: str) -> None:
        self.asked.append(name)
        if self.down or location in self.away:
            raise Retryable("HighLevel answers 503")
        if location in self.gone:
            raise NeedsReview(f"location {location}", "Authorise the app again.")

    def _write(self, name: str, location: str) -> No | None:
        self._ask(name, location)
        self.wrote.append(name)
        sentence = self.refuses.get(name)
        return None if sentence is None else No(sentence)

    def _answer(self, name: str) -> None:
        if self.loses == name:
            self.loses = ""
            raise Unanswered("HighLevel cannot be reached: ReadTimeout")
