"""KAJ: the book of truth finds what is wrong: each rule of the product is broken on purpose, and
the same lives show it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from carryover.access.messages import AccessMessage, Audit, Poll
from carryover.ports.kajabi import Contact
from tests.simulation.access.playing import Play


@dataclass
class Misheard:
    """A site that is heard wrongly in one thing."""

    port: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.port, name)


class Believing(Misheard):
    """Whatever a hook says of a tag is taken for true."""

    def contact(self, site: str, name: str) -> Contact | None:
        found = self.port.contact(site, name)
        every = frozenset(str(each) for each in self.port.transport.keys.tags())
        return None if found is None else replace(found, tags=every)


class CaseMatters(Misheard):
    """An address in capitals is somebody else's."""

    def with_email(self, site: str, email: str) -> list[Contact]:
        return [each for each in self.port.with_email(site, email) if each.email == email]


class Forgetful(Misheard):
    """Nothing is ever given."""

    def grant(self, *_: object, **__: object) -> None:
        return None


def no_poll(body: AccessMessage) -> bool:
    return isinstance(body, Poll)


def no_audit(body: AccessMessage) -> bool:
    return isinstance(body, Audit)


def sentences(**broken: Any) -> str:
    """What the book of truth says of 40 people in two months."""
    return "\n".join(Play(5, members=40, days=70, **broken).run().truth.broken)


def test_the_same_lives_break_no_law_while_nothing_is_broken_on_purpose() -> None:
    assert sentences() == ""


def test_without_the_poll_people_who_left_are_charged_on() -> None:
    assert "goes on" in sentences(drops=no_poll)


def test_where_hooks_are_believed_people_are_ended_who_did_not_leave() -> None:
    assert "did not leave" in sentences(dressed=Believing)


def test_where_case_matters_payers_cannot_see_what_they_pay_for() -> None:
    assert "pays for" in sentences(dressed=CaseMatters)


@pytest.mark.parametrize("dressed", [Forgetful])
def test_where_nothing_is_given_payers_cannot_see_what_they_pay_for(dressed: Any) -> None:
    assert "pays for" in sentences(dressed=dressed)
