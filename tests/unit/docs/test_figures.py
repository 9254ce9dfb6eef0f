import re
from datetime import timedelta

import pytest

from carryover.adapters.dynamodb import failures, journal, reviews, sync
from carryover.adapters.stripe.accounts import BASE_VARIABLE, KEY_VARIABLE
from carryover.adapters.stripe.objects import LISTS
from carryover.edge.sqs import wait_before
from carryover.ports.stripe_permissions import Level, permission
from carryover.wiring import once
from tests.template.blueprint import default, environment, functions
from tests.unit.docs.pages import Page, pages

PAGES: dict[str, Page] = {page.name: page for page in pages()}

OF_PEOPLE = {"CARRYOVER_PROJECT", "CARRYOVER_LIVE_KEY"}
"""Read by the command, and by tests that somebody runs against Stripe itself."""

KEPT = {
    "| event |": journal.KEPT_FOR,
    "| doubt |": reviews.CLOSED_KEPT_FOR,
    "| failure note |": failures.KEPT_FOR,
    "| sync report |": sync.REPORTS_KEPT_FOR,
    "| sync window |": sync.NOTES_KEPT_FOR,
    "| what a page showed first |": sync.NOTES_KEPT_FOR,
}


@pytest.mark.parametrize("item", KEPT)
def test_what_is_kept_is_kept_as_long_as_the_access_patterns_say(item: str) -> None:
    lines = PAGES["docs/access-patterns.md"].text.splitlines()

    (row,) = [line for line in lines if line.startswith(item)]

    assert f"{KEPT[item].days} days" in row


def test_idempotency_records_live_as_long_as_the_access_patterns_say() -> None:
    assert f"kept {once.KEPT_FOR.days} days" in PAGES["docs/access-patterns.md"].text


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/runbooks/dead-letters.md"])
def test_a_message_is_given_up_as_late_as_the_pages_say(name: str) -> None:
    base = timedelta(seconds=int(default("RetryBaseSeconds")))
    tries = int(default("MaxReceiveCount"))

    last_try = sum((wait_before(n, base) for n in range(1, tries)), timedelta())

    assert tries == 10
    assert f"{last_try // timedelta(minutes=1)} minutes" in PAGES[name].text


def test_the_key_is_asked_for_what_the_reader_needs_and_no_more() -> None:
    rows = re.findall(r"^\| (\w+) \| (Read|Write) \|", PAGES["docs/setup.md"].text, re.MULTILINE)

    read = {resource for resource, _ in LISTS.values()} | {"events", "subscription_items"}
    assert {f"{resource}: {right}" for resource, right in rows} == {
        permission(resource, Level.READ) for resource in read
    }


def test_the_settings_a_page_names_are_settings() -> None:
    known = {name for function in functions() for name in environment(function)} | OF_PEOPLE

    named = {name for page in PAGES.values() for name in re.findall(r"CARRYOVER_\w+", page.text)}

    assert named
    assert {name for name in named if not name.startswith((KEY_VARIABLE, BASE_VARIABLE))} <= known
