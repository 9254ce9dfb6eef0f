"""What an event means, before anybody looks at its object."""

import json

import pytest

from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Translator, Unreadable
from carryover.kernel.facts import ObjectTouched
from carryover.kernel.identity import Kind
from tests.unit.translate.post import (
    Json,
    an,
    letter,
    read,
    refusal,
    seen,
    understood,
    updated,
    without,
)

THIN: Json = {
    "id": "evt_test_thin",
    "object": "v2.core.event",
    "created": "2026-02-02T02:40:00.999Z",
    "type": "v1.customer.subscription.past_due",
    "related_object": {"id": "sub_1", "type": "subscription", "url": "/v1/subscriptions/sub_1"},
}


def test_it_is_the_translator_the_channel_asks_for() -> None:
    translator: Translator = StripeTranslator()

    assert isinstance(translator.read("us", b"", 0), Unreadable)


def test_a_snapshot_is_evidence_of_its_own_second() -> None:
    fact = seen(letter("customer.updated", an("customer"), created=1_770_000_001))

    assert (fact.account, fact.evidence) == ("us", "evt_1")
    assert fact.earliest == fact.latest == 1_770_000_001


def test_an_event_is_filed_with_what_a_person_searches_for() -> None:
    answer = understood(letter("customer.updated", an("customer")))

    assert (answer.event.id, answer.type) == ("evt_1", "customer.updated")
    assert (answer.subject, answer.api_version) == (
        "customer cus_GoldenMira0001", "2026-10-28.endive",
    )  # fmt: skip


def test_an_event_without_a_version_is_read_all_the_same() -> None:
    assert understood(letter("customer.updated", an("customer"), api_version=None)).facts


def test_the_digest_is_of_what_is_said_not_of_how_it_was_delivered() -> None:
    body = letter("customer.updated", an("customer"), pending_webhooks=1)
    again = dict(reversed(body.items())) | {"pending_webhooks": 0, "request": {"id": "req_1"}}
    other = letter("customer.updated", an("customer", balance=1))

    assert read(body).digest == read(again).digest
    assert read(body).digest != read(other).digest
    assert len(read(body).digest) == 16


def test_a_thin_event_asks_to_look() -> None:
    answer = understood(THIN)

    assert answer.facts == (
        ObjectTouched(account="us", evidence="evt_test_thin", kind=Kind.SUBSCRIPTION, id="sub_1"),
    )
    assert answer.event.created == 1_770_000_000
    assert answer.subject == "subscription sub_1"


def test_a_thin_event_of_another_kind_is_ignored() -> None:
    account = {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"}
    answer = understood(THIN | {"type": "v2.core.account.updated", "related_object": account})

    assert answer.facts == ()
    assert answer.ignored


def test_a_thin_event_that_names_nothing_is_refused() -> None:
    assert "`id`" in refusal(THIN | {"related_object": {"type": "subscription"}})
    assert "no invoice" in refusal(THIN | {"type": "v1.invoice.paid", "related_object": None})


@pytest.mark.parametrize(
    "written", ["yesterday", "2026-02-02", "2026-02-02T02:40:00", "", "0001-01-01T00:00:00+23:00"]
)
def test_a_thin_event_needs_a_moment_with_its_zone(written: str) -> None:
    assert "`created`" in refusal(THIN | {"created": written})


def test_events_of_connected_accounts_are_not_ours() -> None:
    answer = understood(letter("customer.updated", an("customer"), account="acct_1"))

    assert answer.facts == ()
    assert "connected account" in answer.ignored


def test_the_context_of_an_organisation_is_no_connected_account() -> None:
    assert understood(letter("customer.updated", an("customer"), context="acct_1")).facts


def test_a_newer_type_about_a_kind_we_keep_still_shows_its_state() -> None:
    assert seen(letter("customer.subscription.renewed", an("subscription"))).state.id


def test_a_type_nobody_has_thought_about_is_ignored_with_that_reason() -> None:
    answer = understood(letter("unicorn.born", {"id": "uni_1", "object": "unicorn"}))

    assert answer.ignored.startswith("Nobody here has thought about")


def test_a_type_that_promises_an_object_must_carry_it() -> None:
    assert "no invoice" in refusal(letter("invoice.paid", an("customer")))
    assert "no customer" in refusal(letter("customer.updated", "cus_1"))


@pytest.mark.parametrize("field", ["id", "created", "type"])
def test_an_event_without_papers_goes_to_a_person(field: str) -> None:
    body = without(letter("customer.updated", an("customer")), field)

    assert f"`{field}`" in refusal(body)


@pytest.mark.parametrize("event_id", ["", " ", "evt#1", "evt 1", "é", "x" * 256, 5, None])
def test_an_id_that_could_not_be_filed_is_refused(event_id: object) -> None:
    answer = read(letter("customer.updated", an("customer"), id=event_id))

    assert isinstance(answer, Unreadable)
    assert answer.event is None


@pytest.mark.parametrize("created", [-1, 10**12, True, "5", 1.5, None])
def test_a_time_that_could_not_be_filed_is_refused(created: object) -> None:
    assert "`created`" in refusal(letter("customer.updated", an("customer"), created=created))


def test_an_object_is_no_event() -> None:
    assert "no Stripe event" in refusal(an("customer") | {"type": "card"})


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"nonsense",
        b"\xff\xfe",
        b'{"id": NaN}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 9_999,
    ],
)
def test_what_is_not_json_goes_to_a_person(payload: bytes) -> None:
    answer = StripeTranslator().read("us", payload)

    assert isinstance(answer, Unreadable)
    assert answer.event is None
    assert len(answer.digest) == 16


@pytest.mark.parametrize("document", [[], "text", 5, None, True])
def test_json_that_is_no_object_goes_to_a_person(document: object) -> None:
    assert "not an object" in refusal(document)


def test_changes_nested_beyond_reason_go_to_a_person() -> None:
    text = json.dumps(updated("customer", an("customer"), "HERE"))
    payload = text.replace('"HERE"', '{"metadata":' * 5_000 + "null" + "}" * 5_000)

    answer = StripeTranslator().read("us", payload.encode())

    assert isinstance(answer, Unreadable)
    assert "nested deeper" in answer.reason
