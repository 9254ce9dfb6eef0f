"""The acts before the move: two accounts fill with people, and the guide is followed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cli.demo.moving.counter import Counter
from cli.demo.moving.keyboard import Keyboard
from cli.demo.moving.outside import Outside
from cli.demo.moving.people import PARTS
from cli.demo.moving.proof import TARGET, Proof
from cli.demo.quiet import Advance
from cli.theatre import ACCOUNTS, SOURCES, Theatre

NAME: Final = "demo"
BATCHES: Final = 3
"""People join in so many batches, days apart: not everybody's month ends on the same day."""


@dataclass
class Preparing:
    """Everything that changes nothing at the sources."""

    theatre: Theatre
    hands: Keyboard
    world: Outside
    tell: Advance
    proof: Proof
    people: int = 0

    def play(self) -> None:
        """Go through them."""
        self._people_join()
        self._the_plan_is_made()
        self._the_catalogue_is_made()

    def _people_join(self) -> None:
        """Fill both sources."""
        total = BATCHES * len(SOURCES) * len(PARTS)
        counters = [Counter(alias, self.theatre.stripe.client(alias)) for alias in SOURCES]
        for batch in range(BATCHES):
            for counter in counters:
                counter.now = self.world.now()
                for number, make in enumerate(PARTS.values()):
                    make(counter, batch * len(PARTS) + number)
                    self.people += 1
                    self.tell("people live in two accounts", self.people, total)
            self.world.days_pass(3 if batch < BATCHES - 1 else 4)

    def _the_plan_is_made(self) -> None:
        """What the guide says to do first; nothing of it changes anything at Stripe."""
        steps: tuple[Callable[[], object], ...] = (
            self._begin,
            lambda: self.hands.types("snapshot"),
            lambda: self.hands.types("audit", allowed=(0, 1)),
            self._cards_are_copied,
            lambda: self.hands.types("snapshot", "--again"),
            self._plan,
        )
        for number, step in enumerate(steps):
            self.tell("audit, card copy, plan", number, len(steps))
            step()
        self.tell("audit, card copy, plan", len(steps), len(steps))

    def _begin(self) -> None:
        """Begin anew. Snapshots may be old: the story is told in the past."""
        shutil.rmtree(self.hands.folder, ignore_errors=True)
        sources = [word for alias in SOURCES for word in ("--source", alias)]
        self.hands.types("init", NAME, "--target", TARGET, *sources)
        settings = self.hands.folder / "migration.yaml"
        settings.write_text(settings.read_text().replace("snapshot_days: 7", "snapshot_days: 3650"))

    def _cards_are_copied(self) -> None:
        for alias in SOURCES:
            self._cards_of(alias)

    def _cards_of(self, alias: str) -> None:
        """Do what Stripe does when it is asked to, and import the file it hands out."""
        stripe = self.theatre.stripe
        order = {"source": alias, "target": TARGET, "hours": 4}
        order["accept_mandates"] = ["us_bank_account", "sepa_debit"]
        job = stripe.control("POST", "card_copies", order)["id"]
        self.world.seconds_pass(4 * 3600 + 60)
        path = f"{stripe.url}/_sandbox/card_copies/{job}/mapping.csv"
        bearer = {"authorization": f"Bearer {ACCOUNTS[TARGET]}"}
        answer = stripe.session.get(path, headers=bearer, timeout=60)
        answer.raise_for_status()
        file = self.hands.folder / f"stripe-mapping-{alias}.csv"
        file.write_text(answer.text)
        self.hands.types("cards", "import", str(file), "--account", alias)

    def _plan(self) -> None:
        plan = self.hands.types("plan")
        self.proof.plan = plan["hash"]
        self.proof.subscriptions = sum(plan["outcomes"].values())
        self.proof.stays = plan["outcomes"].get("stays", 0)
        self.hands.types("approve", plan["hash"][:12], "--why", "looks right", "--yes")

    def _the_catalogue_is_made(self) -> None:
        self.tell("catalogue", 0, 1)
        self.hands.types("catalogue", "--why", "for the plan", "--yes", allowed=(0, 1))
        self.tell("catalogue", 1, 1)
