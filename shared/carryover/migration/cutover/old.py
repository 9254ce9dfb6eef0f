"""The endpoints a source had before us: what hangs on them, and when they may be switched off."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from carryover.kernel.errors import NeedsReview
from carryover.migration.cutover.model import OURS, Endpoint
from carryover.migration.writing import Effect, Writes
from carryover.ports.stripe_api import Params, Refused, StripeApi
from carryover.ports.stripe_memory import OnlyRemembered

PATH: Final = "webhook_endpoints"

ATTEMPTS: Final = 5

MEANING: Final[Mapping[str, str]] = {
    "*": "everything that happens",
    "charge": "payments, refunds and disputes, which come for months after the last renewal",
    "checkout": "new orders: as long as checkout paths of this account are open",
    "customer": "customers and subscriptions",
    "invoice": "renewals, failed payments, receipts",
    "payment_intent": "payments",
    "payment_method": "changed cards",
    "payout": "money on its way to the bank",
    "radar": "fraud warnings",
    "setup_intent": "saved cards",
}
"""What somebody listens for, by the first word of an event's type."""


@dataclass(frozen=True, slots=True)
class Old:
    """An endpoint that is not ours."""

    endpoint: Endpoint
    hangs: tuple[str, ...]
    """What whoever is behind it lives on."""


@dataclass(frozen=True, slots=True)
class OldEndpoints:
    """What a source still tells others."""

    stripe: StripeApi
    writes: Writes
    run: str
    address: str = ""
    """Where the stage is reached: what leads there is ours, too, whoever made it."""

    def of(self, account: str) -> Iterator[Old]:
        """List them, without our own."""
        for page in self.stripe.pages(account, PATH):
            for endpoint in map(Endpoint.of, page):
                if not self._ours(endpoint):
                    yield Old(endpoint, _hanging(endpoint))

    def left(self, account: str) -> tuple[str, ...]:
        """Name what still happens at the source, so that somebody has to hear of it."""
        asked: tuple[tuple[str, Params, str], ...] = (
            ("subscriptions", {}, "subscriptions that are not over"),
            ("invoices", {"status": "open"}, "open invoices"),
            ("invoices", {"status": "draft"}, "invoices being drafted"),
        )
        return tuple(told for path, params, told in asked if self._any(account, path, params))

    def refuse_if_needed(self, account: str, endpoint: str) -> None:
        """Raise ``NeedsReview`` when it must not go off yet: events of a disabled endpoint are not
        kept for it (docs.stripe.com/webhooks)."""
        if left := self.left(account):
            sentence = f"{endpoint} stays on: {account} still has {', '.join(left)}."
            raise NeedsReview(f"{endpoint} of {account}", sentence)

    def switch(self, account: str, endpoint: str, *, on: bool) -> None:
        """Switch one off, or on again; looks once more whether it may go off."""
        if endpoint not in [each.endpoint.id for each in self.of(account)]:
            sentence = f"{account} has no old endpoint {endpoint}."
            raise NeedsReview(f"{endpoint} of {account}", sentence)
        if not on:
            self.refuse_if_needed(account, endpoint)
        self._switched(account, endpoint, on=on)

    def _ours(self, endpoint: Endpoint) -> bool:
        leads_here = bool(self.address) and endpoint.url.startswith(self.address)
        return leads_here or OURS in endpoint.metadata

    def _switched(self, account: str, endpoint: str, *, on: bool) -> None:
        """Do it until it is so: a key used within a day answers from memory."""
        path, said = f"{PATH}/{endpoint}", {"disabled": not on}
        verb, subject = f"switch {'on' if on else 'off'} {endpoint}", f"{endpoint} of {account}"
        for attempt in range(1, ATTEMPTS + 1):
            effect = Effect(self.run, f"cutover {account}", verb, attempt, account, path)
            with suppress(OnlyRemembered):
                answer = self.writes.post(effect, said)
                if isinstance(answer, Refused):
                    raise NeedsReview(subject, f"Stripe refuses to {verb}: {answer.message}")
            raw = self.stripe.get(account, path)
            if raw is None or (raw["status"] == "enabled") is on:
                return
        raise NeedsReview(subject, f"Stripe was told {ATTEMPTS} times to {verb}, and it is not so.")

    def _any(self, account: str, path: str, params: Params) -> bool:
        """Look for one. A list of subscriptions leaves cancelled ones out by itself."""
        page = next(iter(self.stripe.pages(account, path, {**params, "limit": 1})), ())
        return bool(page)


def _hanging(endpoint: Endpoint) -> tuple[str, ...]:
    words = sorted({event.split(".")[0] for event in endpoint.events})
    return tuple(dict.fromkeys(MEANING.get(word, f"{word} events") for word in words))
