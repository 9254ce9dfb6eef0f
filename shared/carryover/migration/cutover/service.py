"""Does the steps of a plan, each safe to die in and to do again."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.cutover.model import (
    KEPT,
    OURS,
    Create,
    Enable,
    Endpoint,
    Forget,
    Listen,
    Plan,
    Retire,
    Step,
    View,
    Wanted,
    fingerprint,
)
from carryover.migration.cutover.policy import Wish, decide
from carryover.migration.cutover.store import SigningSecrets
from carryover.migration.writing import Effect, Writes
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi
from carryover.ports.stripe_memory import OnlyRemembered

PATH: Final = "webhook_endpoints"

ATTEMPTS: Final = 5
"""A key that was used within a day answers what it answered then, whatever happened since
(docs.stripe.com/api/idempotent_requests): then the next attempt is another write."""


@dataclass(frozen=True, slots=True)
class Cutover:
    """One account's webhooks, in one run."""

    stripe: StripeApi
    writes: Writes
    secrets: SigningSecrets
    run: str
    wanted: Wanted

    def view(self) -> View:
        """Look at Stripe and at the secret."""
        pages = self.stripe.pages(self.wanted.account, PATH)
        endpoints = tuple(Endpoint.of(raw) for page in pages for raw in page)
        stored = frozenset(map(fingerprint, self.secrets.of(self.wanted.account)))
        return View(endpoints, stored)

    def plan(self, wish: Wish, now: Seconds) -> Plan:
        """Say what would be done."""
        return decide(self.view(), self.wanted, wish, now)

    def do(self, step: Step) -> None:
        """Do one step. Raises ``NeedsReview`` when Stripe refuses it."""
        match step:
            case Create():
                self._create(step)
            case Listen():
                events = {"enabled_events": sorted(self.wanted.events)}
                self._until(step.endpoint, "listen", events, self._listens)
            case Enable():
                self._until(step.endpoint, "enable", {"disabled": False}, _enabled)
            case Retire():
                self._retire(step)
            case Forget():
                self._forget(step.secrets)

    def all(self, wish: Wish, now: Seconds) -> Iterator[Step]:
        """Do what is to be done now, telling each step that was done; what a new endpoint makes
        possible is decided from what there is then."""
        plan = self.plan(wish, now)
        for step in plan.steps:
            self.do(step)
            yield step
        if any(isinstance(step, Create) for step in plan.steps):
            yield from self._after(replace(wish, renew=False), now)

    def _after(self, wish: Wish, now: Seconds) -> Iterator[Step]:
        for step in self.plan(wish, now).steps:
            if isinstance(step, Create):
                raise self._stuck("create an endpoint")
            self.do(step)
            yield step

    def _create(self, step: Create) -> None:
        """Make it, keep its secret, mark it.

        Dying after the first: the same key brings the same secret again for a day; later another
        endpoint is made, and the first, without a mark, is deleted. Dying after the second: the
        secret is stored twice, which is once. Until it is marked it does not count.
        """
        made = self._made(step)
        secret = str(made["secret"])
        held = [each for each in self.secrets.of(self.wanted.account) if each != secret]
        self.secrets.put(self.wanted.account, [secret, *held])
        mark = fingerprint(secret)
        kept = {"metadata": {OURS: self.wanted.stage, KEPT: mark}}
        self._until(made["id"], f"keep {mark}", kept, lambda each: each.kept == mark)

    def _made(self, step: Create) -> Json:
        """Create it; an answer from memory may be about one that was deleted since."""
        wanted = self.wanted
        said = {
            "url": wanted.url,
            "api_version": wanted.version,
            "enabled_events": sorted(wanted.events),
            "description": f"carryover {wanted.stage}",
            "metadata": {OURS: wanted.stage},
        }
        verb = f"endpoint after {step.after}"
        for attempt in range(1, ATTEMPTS + 1):
            made = self._written(self._effect(verb, PATH, attempt, said), said)
            if made is not None and self._find(made["id"]) is not None:
                return made
        raise self._stuck(verb)

    def _retire(self, step: Retire) -> None:
        """Switch it off, forget its secret, delete it, in this order: whatever is left when it dies
        in between still carries the name of its secret, and is found again."""
        path = f"{PATH}/{step.endpoint}"
        self._until(step.endpoint, "disable", {"disabled": True}, lambda each: not each.enabled)
        self._forget((step.kept,))
        answer = self.writes.delete(self._effect(f"delete {step.endpoint}", path, 1, {}), {})
        if isinstance(answer, Refused) and answer.code != "resource_missing":
            self._said(answer)

    def _forget(self, fingerprints: Collection[str]) -> None:
        held = self.secrets.of(self.wanted.account)
        left = [each for each in held if fingerprint(each) not in fingerprints]
        if len(left) < len(held):
            self.secrets.put(self.wanted.account, left)

    def _until(
        self, endpoint: str, verb: str, said: Params, done: Callable[[Endpoint], bool]
    ) -> None:
        """Change an endpoint until it is so; one that is gone needs no change."""
        for attempt in range(1, ATTEMPTS + 1):
            found = self._find(endpoint)
            if found is None or done(found):
                return
            effect = self._effect(f"{verb} {endpoint}", f"{PATH}/{endpoint}", attempt, said)
            self._written(effect, said)
        found = self._find(endpoint)
        if found is not None and not done(found):
            raise self._stuck(f"{verb} {endpoint}")

    def _written(self, effect: Effect, said: Params) -> Json | None:
        """Write; ``None``: Stripe only remembers that it failed, so the next attempt is due."""
        with suppress(OnlyRemembered):
            return self._said(self.writes.post(effect, said))
        return None

    def _listens(self, endpoint: Endpoint) -> bool:
        return endpoint.events == frozenset(self.wanted.events)

    def _find(self, endpoint: str) -> Endpoint | None:
        raw = self.stripe.get(self.wanted.account, f"{PATH}/{endpoint}")
        return None if raw is None or raw.get("deleted") else Endpoint.of(raw)

    def _effect(self, verb: str, path: str, attempt: int, said: Params) -> Effect:
        """Name a write by what it is to bring about: the same name for something else would be
        refused, or worse, answered from memory."""
        account, meant = self.wanted.account, json.dumps(said, sort_keys=True)
        digest = sha256(meant.encode()).hexdigest()[:12]
        return Effect(self.run, f"cutover {account}", f"{verb} {digest}", attempt, account, path)

    def _said(self, answer: Json | Refused) -> Json:
        if isinstance(answer, Refused):
            raise NeedsReview(
                f"webhooks of {self.wanted.account}",
                f"Stripe refuses a webhook endpoint of {self.wanted.account}: {answer.message}",
            )
        return answer

    def _stuck(self, verb: str) -> NeedsReview:
        return NeedsReview(
            f"webhooks of {self.wanted.account}",
            f"Stripe took “{verb}” {ATTEMPTS} times and it is still not so; look at the endpoints "
            "in the Dashboard.",
        )


def _enabled(endpoint: Endpoint) -> bool:
    return endpoint.enabled
