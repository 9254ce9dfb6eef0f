"""The demo is a proof: nothing false may pass, and nothing broken may keep it waiting."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console

from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.stripe.translate.state import state_of
from carryover.kernel.facts import State
from carryover.kernel.identity import Kind, ObjectRef
from cli.command import Refusal
from cli.demo.quiet import PATIENCE, Watch
from cli.demo.summary import Summary
from cli.demo.truth import Verdict, compare
from cli.theatre import LocalStripe

TRUE = Summary(
    seed=7, subscriptions_compared=240, dead_letters=1, replayed=1, events_sent=1000, stripe_reads=7
)


@dataclass
class Stripe:
    """Every object of every account, as the local Stripe's control API tells it."""

    held: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def objects(self, alias: str, kind: str) -> Iterator[dict[str, Any]]:
        yield from self.held.get((alias, kind), [])


@dataclass
class Records:
    """What we believe."""

    believed: dict[ObjectRef, State] = field(default_factory=dict)

    def states(self, refs: Sequence[ObjectRef]) -> dict[ObjectRef, State]:
        return {ref: self.believed[ref] for ref in refs if ref in self.believed}

    def ids_created(self, account: str, kind: Kind, **window: int) -> list[str]:
        assert window["since"] == 0
        return [ref.id for ref in self.believed if (ref.account, ref.kind) == (account, kind)]


def customer(name: str = "cus_1", **more: Any) -> dict[str, Any]:
    return {"object": "customer", "id": name, "created": 1, "livemode": False, **more}


def judged(
    true: dict[str, Any] | None, ours: dict[str, Any] | None, account: str = "us"
) -> Verdict:
    """Compare one object of the account ``us`` with what we believe of it under ``account``."""
    held = {("us", "customer"): [true]} if true else {}
    believed = {ObjectRef(account, Kind.CUSTOMER, ours["id"]): state_of(ours)} if ours else {}
    return compare(cast("LocalStripe", Stripe(held)), cast("DynamoRecords", Records(believed)))


def test_what_is_the_same_in_every_field_is_no_difference() -> None:
    verdict = judged(customer(email="ada@example.com"), customer(email="ada@example.com"))

    assert (verdict.differences, verdict.compared[Kind.CUSTOMER]) == ([], 1)


@pytest.mark.parametrize(
    ("true", "ours", "account", "sentences"),
    [
        (customer(), None, "us", ["customer cus_1 of us: not in our record"]),
        (None, customer(), "us", ["customer cus_1 of us: in our record, but not at Stripe"]),
        (customer(balance=5), customer(), "us", ["customer cus_1 of us: differs in balance"]),
        (
            customer(),
            customer(),
            "intl",
            [
                "customer cus_1 of us: not in our record",
                "customer cus_1 of intl: in our record, but not at Stripe",
            ],
        ),
    ],
    ids=["missing", "invented", "different", "another account's"],
)
def test_every_way_to_be_wrong_is_told_in_a_sentence(
    true: dict[str, Any] | None, ours: dict[str, Any] | None, account: str, sentences: list[str]
) -> None:
    assert judged(true, ours, account).differences == sentences


def test_a_true_record_with_its_dead_letter_replayed_is_a_success() -> None:
    assert TRUE.is_true


@pytest.mark.parametrize(
    "flaw",
    [
        {"differences": 1},
        {"subscriptions_compared": 0},
        {"dead_letters": 0, "replayed": 0},
        {"replayed": 0},
        {"dead_letters_left": 1},
    ],
    ids=str,
)
def test_one_flaw_and_the_demo_fails(flaw: dict[str, int]) -> None:
    flawed = replace(TRUE, **cast("Any", flaw))

    assert not flawed.is_true
    console = Console(file=StringIO())
    flawed.show(console)
    assert "differs from Stripe's truth" in cast("StringIO", console.file).getvalue()


def test_the_figures_are_left_for_machines(tmp_path: Path) -> None:
    TRUE.save(tmp_path / "build" / "summary.json")

    figures = json.loads((tmp_path / "build" / "summary.json").read_text())
    assert (figures["differences"], figures["reads_per_event"]) == (0, 0.007)


@dataclass
class Hall:
    """A hall with a clock, in which somebody counts what is waiting."""

    counts: list[int]
    seconds: float = 0.0
    told: list[tuple[int, int]] = field(default_factory=list)

    def watch(self) -> None:
        watch = Watch(
            tell=lambda _, done, most: self.told.append((done, most)),
            clock=lambda: self.seconds,
            pause=self._passes,
        )
        watch.until_quiet("messages arrive", lambda: self.counts.pop(0) if self.counts else 7)

    def _passes(self, seconds: float) -> None:
        self.seconds += seconds


def test_it_is_quiet_only_when_nothing_waits_for_a_while() -> None:
    hall = Hall([5, 2, 0, 0, 1, 0, 0, 0])

    hall.watch()

    assert not hall.counts
    assert hall.told[-1] == (5, 5)


def test_a_message_that_waits_for_ever_ends_the_demo_with_a_sentence() -> None:
    hall = Hall([9, 8])

    with pytest.raises(Refusal, match="messages arrive: 7 left, and nothing moved"):
        hall.watch()
    assert PATIENCE < hall.seconds < PATIENCE + 5
