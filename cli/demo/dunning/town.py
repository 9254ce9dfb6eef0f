"""Two Stripe accounts, a HighLevel and a post office, on one clock in this process, and our ways
into them: the adapters the Lambdas have, without a network in between."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

import botocore.session
import requests
from pydantic import SecretStr

from carryover.adapters.aws import ONCE
from carryover.adapters.highlevel.api import HighLevelApi
from carryover.adapters.highlevel.entrance import Entrance
from carryover.adapters.highlevel.locations import API, AppKey, LocationKey
from carryover.adapters.highlevel.token_page import HttpTokenPage
from carryover.adapters.highlevel.tokens import Grants
from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.pace import Unpaced
from carryover.adapters.ses.mailer import SesMailer
from carryover.kernel.clock import Seconds, moment
from carryover.kernel.errors import NeedsReview
from cli.demo.dunning.memory import NotPlayed
from cli.demo.dunning.setting import CONFIGURATION_SET, FIELDS, IDENTITY, LOCATION, RECOVER
from cli.rehearsal.stage import stripe_of
from sandbox.ground.inside import Inside
from sandbox.highlevel.control import deeds
from sandbox.highlevel.people import enrolling, fields
from sandbox.highlevel.sandbox import Sandbox as HighLevel
from sandbox.mailbox.inside import put_inside
from sandbox.mailbox.mailbox import Mailbox
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.world import World
from sandbox.stripe.lifecycle import settings
from sandbox.stripe.payments import disputing

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

type Object = dict[str, Any]

ACCOUNTS: Final = ("us", "intl")
SMART: Final = frozenset({"intl"})
"""Accounts whose own Smart Retries are on. In the others they are off."""
TOKEN: Final = "pit-academy"  # noqa: S105 - of a HighLevel that lives for seconds


@dataclass
class Town:
    """The world outside, and doors into it."""

    seed: int
    start: datetime
    stripe: World = field(init=False)
    highlevel: HighLevel = field(init=False)
    mailbox: Mailbox = field(init=False)
    asked: int = 0
    """How often; the number names the next request."""
    unplanned: list[tuple[Account, str]] = field(default_factory=list)
    """Invoices Stripe would retry by itself, in accounts whose owner does not want that."""

    def __post_init__(self) -> None:
        at = int(self.start.timestamp())
        self.stripe = World(self.seed, at)
        for alias in ACCOUNTS:
            account = self.stripe.open(alias, f"sk_live_{alias}")
            settings.set_after_last_retry(account, "past_due")
            settings.set_upcoming_days(account, 0)
        self.highlevel = HighLevel(self.seed, at)
        self.location = self.highlevel.open_location("Academy")
        self.highlevel.open_pit(TOKEN, self.location)
        for name in FIELDS.values():
            fields.make(self.highlevel.world, self.location, name)
        enrolling.make(self.highlevel.world, self.location, RECOVER)
        self.mailbox = Mailbox(self.seed, at)
        self.mailbox.settings.senders = [IDENTITY]
        self.mailbox.settings.configuration_sets = [CONFIGURATION_SET]
        self.customers = stripe_of(self.stripe)
        self.stripe.listeners.append(self._note_retries)
        self._key = LocationKey(location=self.location.id, token=SecretStr(TOKEN))
        self.post = self._post()

    def now(self) -> datetime:
        """Tell the time."""
        return moment(self.stripe.clock)

    def it_is(self, at: Seconds) -> None:
        """Move every clock, and carry out what the dashboard says about Stripe's own retries: the
        local Stripe has no such switch, so it is done invoice by invoice."""
        self.stripe.advance(at)
        self.highlevel.world.advance(at)
        self.mailbox.advance(at)
        self.highlevel.sorter.take()
        self.mailbox.take()
        planned, self.unplanned = self.unplanned, []
        for account, invoice in planned:
            self.ask(account.alias, f"invoices/{invoice}", auto_advance=False)

    def ask(self, account: str, path: str, **said: Any) -> Object:  # noqa: ANN401 - as Stripe has it
        """Ask Stripe something as the shop or the customer would, outside what we collect with."""
        self.asked += 1
        answer = self.customers.post(account, path, said, key=f"town:{self.asked}")
        if not isinstance(answer, dict):
            raise TypeError(f"{account} refuses {path}: {answer}")
        return answer

    @property
    def clock(self) -> Seconds:
        """Tell the time in seconds."""
        return self.stripe.clock

    def invoice(self, account: str, name: str) -> Object:
        """Look at one."""
        return self.stripe.accounts[account].get("invoice", name)

    def cancels(self, account: str, subscription: str) -> None:
        """End a subscription at once."""
        path = f"subscriptions/{subscription}"
        self.customers.delete(account, path, {}, key=f"town:{subscription}")

    def bank_says(self, account: str, card: str, word: str | None) -> None:
        """Be the bank of a card; ``None``: it pays."""
        self.stripe.accounts[account].facts[card]["bank_says"] = word

    def confirms(self, account: str, card: str) -> None:
        """Pass 3-D Secure with a card."""
        self.stripe.accounts[account].facts[card]["authenticated"] = True

    def disputes(self, account: str, charge: str) -> None:
        """Want money back."""
        held = self.stripe.accounts[account]
        disputing.open_dispute(held, held.get("charge", charge), "fraudulent")

    def becomes_contact(self, email: str, phone: str) -> None:
        """Be known in HighLevel."""
        deeds.add(self.highlevel.world, self.location, {"email": email, "phone": phone})

    def objects(self, account: str, kind: str) -> Iterable[Object]:
        """Read Stripe's books."""
        return self.stripe.accounts[account].all(kind)

    def crm(self) -> HighLevelApi:
        """Open a worker's way into HighLevel."""
        session = requests.Session()
        session.trust_env = False  # no proxy and no .netrc is looked for, request by request
        session.mount(API, Inside(self.highlevel))
        page = HttpTokenPage(self._seconds, session)
        nothing = NotPlayed()
        grants = Grants(page, nothing, nothing, self._seconds)
        return HighLevelApi(
            Transport(Entrance(self, grants, page, self._seconds), Unpaced(), session)
        )

    def of(self, location: str) -> LocationKey:
        """Find the one location's key."""
        if location != LOCATION:
            raise NeedsReview(f"location {location}", "There is no such location.")
        return self._key

    def app(self, name: str) -> AppKey:
        """Refuse: no app is installed."""
        raise NeedsReview(f"app {name}", "There is no such app.")

    def alias(self, location_id: str) -> str | None:
        """Name the one location."""
        return LOCATION if location_id == self.location.id else None

    def reread(self) -> object:
        """Nothing is ever replaced here."""
        return self._key

    def _seconds(self) -> float:
        return float(self.stripe.clock)

    def _post(self) -> SesMailer:
        client = botocore.session.get_session().create_client(
            "sesv2",
            region_name="eu-central-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - of a mailbox in this process
            config=ONCE,
        )
        put_inside(client, self.mailbox)
        return SesMailer(cast("SESV2Client", client), CONFIGURATION_SET, IDENTITY)

    def _note_retries(self, account: Account, event: Event) -> None:
        if event.type != "invoice.payment_failed" or account.alias in SMART:
            return
        invoice = event.render()["data"]["object"]
        if invoice["auto_advance"]:
            self.unplanned.append((account, invoice["id"]))
