"""The customers, and what they, their banks and fate do at Stripe."""

from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from carryover.kernel.clock import Seconds
from cli.demo.dunning.lives import HOUR, Life, Place

OTHER: Final = {"visa": "mastercard", "mastercard": "visa"}
"""Who gives another card gives one of another number."""
QUARTER: Final = {"interval": "month", "interval_count": 3}


type Object = dict[str, Any]


class Outside(Protocol):
    """The providers, as customers, banks and staff meet them."""

    @property
    def clock(self) -> Seconds:
        """Tell the time."""

    def ask(self, account: str, path: str, **said: Any) -> Object:  # noqa: ANN401 - Stripe's words
        """Ask Stripe for a change."""

    def invoice(self, account: str, name: str, /) -> Object:
        """Look at one."""

    def cancels(self, account: str, subscription: str, /) -> None:
        """End a subscription at once."""

    def bank_says(self, account: str, card: str, word: str | None, /) -> None:
        """Be the bank of a card; ``None``: it pays."""

    def confirms(self, account: str, card: str, /) -> None:
        """Pass 3-D Secure with a card."""

    def disputes(self, account: str, charge: str, /) -> None:
        """Want money back."""

    def becomes_contact(self, email: str, phone: str, /) -> None:
        """Be known in HighLevel."""


@dataclass(slots=True)
class Customer:
    """Somebody, as Stripe knows them."""

    life: Life
    id: str
    card: str
    subscription: str
    charge: str = ""
    """An earlier payment, of those who dispute one."""
    invoice: str = ""
    """What could not be collected."""
    failed_at: Seconds = 0
    messages: int = 0
    """How many reached them."""


@dataclass
class Streets:
    """Where deeds are done."""

    town: Outside
    prices: dict[str, str] = field(default_factory=dict)
    """By currency."""

    def moves_in(self, life: Life) -> Customer:
        """Subscribe with a trial; its end is the first time the card is asked. Half of them are
        known in HighLevel, with a telephone."""
        ask, place = self.town.ask, life.place
        who = {"email": life.email, "name": f"Customer {life.number}"}
        customer = ask(place.account, "customers", **who, address={"country": place.country})["id"]
        card = self._gives(place.account, customer, life.brand)
        charge = self._paid_before(place, customer, card) if life.twist else ""
        ends = self.town.clock + life.fails_at - HOUR
        items = [{"price": self._price(place)}]
        made = ask(place.account, "subscriptions", customer=customer, items=items, trial_end=ends)
        self.town.bank_says(place.account, card, life.word)
        if life.phone:
            self.town.becomes_contact(life.email, f"+4860000{life.number:04}")
        return Customer(life, customer, card, made["id"], charge)

    def acts(self, one: Customer) -> None:
        """Do what a message, or nobody, made them do."""
        act, account = one.life.act, one.life.place.account
        if act is None:
            return
        if act.how == "confirm":
            self.town.confirms(account, one.card)
            self._pays(one, off_session=False)
            return
        card = self._gives(account, one.id, OTHER[one.life.brand])
        if act.how == "pay":
            self._pays(one, payment_method=card, off_session=False)

    def fate(self, one: Customer) -> None:
        """Let happen what happens beside all collecting, if it is not over."""
        twist, account = one.life.twist, one.life.place.account
        if twist is None or self._invoice(one)["status"] != "open":
            return
        match twist.what:
            case "dispute":
                self.town.disputes(account, one.charge)
            case "cancel":
                self.town.cancels(account, one.subscription)
            case "elsewhere":
                self._pays(one, paid_out_of_band=True)
            case "void":
                self.town.ask(account, f"invoices/{one.invoice}/void")
            case "uncollectible":
                self.town.ask(account, f"invoices/{one.invoice}/mark_uncollectible")

    def _pays(self, one: Customer, **how: object) -> None:
        """Pay in person, if it is still owed."""
        if self._invoice(one)["status"] == "open":
            self.town.ask(one.life.place.account, f"invoices/{one.invoice}/pay", **how)

    def _invoice(self, one: Customer) -> Object:
        return self.town.invoice(one.life.place.account, one.invoice)

    def _gives(self, account: str, customer: str, brand: str) -> str:
        path = f"payment_methods/pm_card_{brand}/attach"
        made: str = self.town.ask(account, path, customer=customer)["id"]
        default = {"default_payment_method": made}
        self.town.ask(account, f"customers/{customer}", invoice_settings=default)
        return made

    def _paid_before(self, place: Place, customer: str, card: str) -> str:
        said = {"amount": place.amount, "currency": place.currency, "customer": customer}
        ways = {"enabled": True, "allow_redirects": "never"}
        here = {"confirm": True, "payment_method": card, "automatic_payment_methods": ways}
        charge: str = self.town.ask(place.account, "payment_intents", **said, **here)[
            "latest_charge"
        ]
        return charge

    def _price(self, place: Place) -> str:
        """Make what everybody of a currency pays, once."""
        if place.currency not in self.prices:
            product = self.town.ask(place.account, "products", name="Course")["id"]
            said = {"currency": place.currency, "unit_amount": place.amount, "recurring": QUARTER}
            price = self.town.ask(place.account, "prices", product=product, **said)["id"]
            self.prices[place.currency] = price
        return self.prices[place.currency]
