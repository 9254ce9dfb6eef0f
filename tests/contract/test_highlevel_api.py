"""The adapter of HighLevel against the local one, which is held to HighLevel's own specification;
what both it and the memory of the tests promise is asked of both (CRM-1, CRM-2).

In process: ``requests`` speaks to the local HighLevel without a network in between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest

from carryover.adapters.highlevel.api import HighLevelApi
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import (
    Changes,
    Channel,
    Email,
    HighLevel,
    NewBill,
    No,
    Sent,
    Sms,
    Unanswered,
)
from carryover.ports.highlevel_sales import Sale, Sold
from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.asking import Incoming, Reply
from sandbox.ground.inside import Inside
from sandbox.highlevel.core.records import Dnd
from sandbox.highlevel.people import contacts, selling
from tests.contract.highlevel_office import ALIAS, Office
from tests.fakes.highlevel import MemoryHighLevel
from tests.unit.sandbox.highlevel.agency import ADDRESS, START


@dataclass
class Place:
    """A CRM, and the hand of somebody who works in it."""

    crm: HighLevel
    person: Callable[[str, str], str]
    """Adds somebody by address and name; answers their id."""
    field: Callable[[str], None]


def remembered() -> Place:
    memory = MemoryHighLevel()

    def person(email: str, name: str) -> str:
        return memory.knows(f"p{len(memory.people)}", email, name=name).id

    return Place(memory, person, memory.has_field)


def local() -> Place:
    office = Office()
    office.agency.location.allow_duplicates = True

    def person(email: str, name: str) -> str:
        made = contacts.draft(office.agency.world, office.agency.location)
        made.email = email
        contacts.called(made, name)
        contacts.add(office.agency.world, made)
        return made.id

    def field(name: str) -> None:
        office.agency.field(name)

    return Place(office.worker(), person, field)


@pytest.fixture(params=[remembered, local], ids=["memory", "local HighLevel"])
def place(request: pytest.FixtureRequest) -> Place:
    made: Place = request.param()
    return made


@pytest.fixture
def office() -> Office:
    return Office()


def test_everybody_with_an_address_is_found_whatever_its_case(place: Place) -> None:
    first, second = place.person("Ada@Example.com", "Ada"), place.person("ada@example.com", "A.")
    place.person("adam@example.com", "Adam")

    found = place.crm.with_email(ALIAS, "ADA@example.com")

    assert {each.id for each in found} == {first, second}


def test_nobody_is_found_by_a_part_of_an_address(place: Place) -> None:
    place.person("ada@example.com", "Ada")

    assert place.crm.with_email(ALIAS, "ada@example.co") == []


def test_an_address_with_a_plus_is_found(place: Place) -> None:
    ada = place.person("ada+courses@example.com", "Ada")

    assert [e.id for e in place.crm.with_email(ALIAS, "ada+courses@example.com")] == [ada]


def test_whoever_is_not_there_is_nobody(place: Place) -> None:
    assert place.crm.contact(ALIAS, "nobody00000000000000") is None


@pytest.mark.parametrize("status", [400, 404])
def test_whoever_was_deleted_is_nobody(office: Office, status: Literal[400, 404]) -> None:
    office.agency.world.state.settings.missing = status

    assert office.worker().contact(ALIAS, "nobody00000000000000") is None


class Offended(Inside):
    """A HighLevel that does not like the request itself."""

    def _reply(self, asked: Incoming) -> Reply:
        del asked
        return Reply(400, {"statusCode": 400, "message": "version header is invalid"})


def test_a_refusal_to_answer_does_not_mean_that_somebody_is_gone(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()
    office.agency.session.mount(ADDRESS, Offended(office.agency.highlevel))

    with pytest.raises(NeedsReview, match="version header is invalid"):
        crm.contact(ALIAS, ada)


def test_an_address_becomes_a_contact(place: Place) -> None:
    made = place.crm.create(ALIAS, "ada@example.com")

    assert not isinstance(made, No)
    assert place.crm.contact(ALIAS, made.id) == made
    assert made.email == "ada@example.com"


def test_writing_a_field_leaves_all_others_as_they_were(place: Place) -> None:
    place.field("Stripe status")
    place.field("Favourite colour")
    status, colour = place.crm.fields(ALIAS)
    ada = place.person("ada@example.com", "Ada Lovelace")
    place.crm.update(ALIAS, ada, Changes(fields={colour.id: "green"}))
    place.crm.tag(ALIAS, ada, ["vip"])

    place.crm.update(ALIAS, ada, Changes(fields={status.id: "active"}))

    shown = place.crm.contact(ALIAS, ada)
    assert shown is not None
    assert shown.fields == {status.id: "active", colour.id: "green"}
    assert (shown.name, shown.tags) == ("Ada Lovelace", frozenset({"vip"}))


def test_an_empty_text_clears_a_field(place: Place) -> None:
    place.field("Last failure")
    (failure,) = place.crm.fields(ALIAS)
    ada = place.person("ada@example.com", "Ada")
    place.crm.update(ALIAS, ada, Changes(fields={failure.id: "expired_card"}))

    place.crm.update(ALIAS, ada, Changes(fields={failure.id: ""}))

    shown = place.crm.contact(ALIAS, ada)
    assert shown is not None
    assert shown.fields == {}


def test_tags_are_added_to_what_is_there_and_taken_off_it(place: Place) -> None:
    ada = place.person("ada@example.com", "Ada")
    place.crm.tag(ALIAS, ada, ["VIP", "Stripe: active"])

    place.crm.untag(ALIAS, ada, ["Stripe: active", "never there"])
    place.crm.tag(ALIAS, ada, ["Stripe: past due"])

    shown = place.crm.contact(ALIAS, ada)
    assert shown is not None
    assert shown.tags == frozenset({"vip", "stripe: past due"})


def test_a_letter_to_somebody_who_does_not_want_any_is_refused(office: Office) -> None:
    ada = office.agency.person()
    contact = office.agency.known(ada)
    contacts.closed(contact, "SMS", Dnd("active"))
    crm = office.worker()

    shown = crm.contact(ALIAS, ada)
    assert shown is not None
    assert shown.closed == frozenset({Channel.SMS})
    assert isinstance(crm.send(ALIAS, ada, Email("Card", "<p>Hi</p>")), Sent)
    assert isinstance(crm.send(ALIAS, ada, Sms("Hi")), No)


def test_a_message_says_all_that_the_schema_calls_required(office: Office) -> None:
    office.agency.world.state.settings.status_required = True

    sent = office.worker().send(ALIAS, office.agency.person(), Email("Card", "<p>Hi</p>"))

    assert isinstance(sent, Sent)


def test_somebody_is_put_into_a_workflow_and_taken_out(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()
    flow = office.agency.workflow("Recover")
    (shown,) = crm.workflows(ALIAS)

    assert (shown.name, shown.published) == ("Recover", True)
    assert crm.enrol(ALIAS, ada, flow.id) is None
    assert crm.leave(ALIAS, ada, flow.id) is None
    (enrolment,) = office.agency.world.state.enrolments
    assert enrolment.entered
    assert enrolment.left_at is not None


def test_a_workflow_that_is_not_published_takes_nobody_and_says_so(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()
    flow = office.agency.workflow("Draft", draft=True)

    answer = crm.enrol(ALIAS, ada, flow.id)

    assert isinstance(answer, No)
    assert "is not published" in answer.sentence


@pytest.mark.parametrize(
    ("said", "minor", "currency"), [("19.90", 1990, "EUR"), ("500", 500, "JPY")]
)
def test_what_was_sold_there_is_read_in_minor_units(
    office: Office, said: str, minor: int, currency: str
) -> None:
    ada, crm = office.agency.person(), office.worker()
    office.agency.buys(ada, said, currency=currency, subscription="sub_9", charge="ch_9")

    for sale in Sale:
        listed = crm.sold(ALIAS, sale, START - 86_400, 0)
        (one,) = listed.items
        assert isinstance(one, Sold)
        assert (one.amount, one.currency, one.contact) == (minor, currency.lower(), ada)
        assert crm.one_sold(ALIAS, sale, one.id) == one
        assert listed.total == 1


def test_a_list_is_read_from_a_day_on_and_in_stretches(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()
    for _ in range(101):
        office.agency.buys(ada)
    office.agency.days_pass(3)
    office.agency.buys(ada)

    assert len(crm.sold(ALIAS, Sale.ORDER, None, 0).items) == 100
    assert len(crm.sold(ALIAS, Sale.ORDER, None, 100).items) == 2
    assert crm.sold(ALIAS, Sale.ORDER, office.agency.world.now, 0).total == 1


def test_a_refund_made_there_is_seen(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()
    _, paid, _ = office.agency.buys(ada, "20")
    assert paid is not None
    selling.refund(office.agency.world, paid, None)

    one = crm.one_sold(ALIAS, Sale.TRANSACTION, paid.id)

    assert one is not None
    assert (one.amount, one.refunded) == (2000, 2000)


def test_a_sale_in_an_unknown_shape_is_one_persons_question_and_no_others_wait(
    office: Office,
) -> None:
    ada, crm = office.agency.person(), office.worker()
    office.agency.buys(ada, "20")
    office.agency.buys(ada, "0.001")

    items = crm.sold(ALIAS, Sale.ORDER, None, 0).items
    (odd,) = [each for each in items if not isinstance(each, Sold)]

    assert len(items) == 2
    assert "unknown shape" in odd.sentence
    with pytest.raises(NeedsReview, match="unknown shape"):
        crm.one_sold(ALIAS, Sale.ORDER, odd.id)


def test_an_invoice_is_made_paid_elsewhere_and_found_again(office: Office) -> None:
    crm = office.worker()
    ada = crm.contact(ALIAS, office.agency.person())
    assert ada is not None

    made = crm.bill(
        ALIAS, NewBill("Stripe us/in_1", "Academy", ada, "In 1", "eur", 1990, START, live=True)
    )
    assert not isinstance(made, No)
    assert crm.record_payment(ALIAS, made.id, 1990, "eur") is None

    (found,) = crm.bills(ALIAS, ada.id, 0).items
    assert (found.name, found.status, found.total, found.paid) == (
        "Stripe us/in_1", "paid", 1990, 1990,
    )  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.TIMEOUT, Kind.RESET, Kind.SERVER_ERROR])
def test_a_write_whose_answer_is_lost_is_called_so(office: Office, kind: Kind) -> None:
    ada, crm = office.agency.person(), office.worker()
    office.agency.highlevel.faults.orders = [Fault(kind, "POST", after_effect=True)]

    with pytest.raises(Unanswered):
        crm.tag(ALIAS, ada, ["vip"])

    assert office.agency.known(ada).tags == ["vip"]


def test_a_write_that_was_turned_away_certainly_did_not_happen(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()
    office.agency.highlevel.faults.orders = [Fault(Kind.RATE_LIMIT, "POST")]

    with pytest.raises(Retryable) as told:
        crm.tag(ALIAS, ada, ["vip"])

    assert not isinstance(told.value, Unanswered)
    assert told.value.after is not None


def test_a_key_that_is_refused_asks_a_person_and_is_not_shown(office: Office) -> None:
    crm = office.worker()
    office.agency.world.state.pits.clear()

    with pytest.raises(NeedsReview) as told:
        crm.fields(ALIAS)

    assert "refuses the token of academy" in told.value.sentence
    assert "pit-academy" not in str(told.value)


def test_a_refusal_is_told_in_highlevels_words_and_with_its_trace(office: Office) -> None:
    ada, crm = office.agency.person(), office.worker()

    answer = crm.update(ALIAS, ada, Changes(fields={"nofield": "x"}))

    assert isinstance(answer, No)
    assert "is no field of this location" in answer.sentence
    assert "trace" in answer.sentence


def test_every_request_says_the_version_of_its_endpoint(office: Office) -> None:
    """The local HighLevel refuses whatever the real one's specification does not name there."""
    ada, crm = office.agency.person(), office.worker()

    assert isinstance(crm, HighLevelApi)
    assert isinstance(crm.send(ALIAS, ada, Email("Card", "<p>Hi</p>")), Sent)
    assert crm.fields(ALIAS) == []
