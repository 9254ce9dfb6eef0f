"""The providers of the deployed stage, as customers, banks and staff meet them: over HTTP."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any, Never

from pydantic import SecretStr

from carryover.adapters.pace import Unpaced
from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.clock import Seconds
from cli.demo.dunning.customers import Object
from cli.theatre import ACCOUNTS, Theatre


@dataclass(frozen=True, slots=True)
class Keys:
    """The accounts' keys."""

    url: str

    def of(self, account: str) -> AccountKey:
        """Find one."""
        return AccountKey(key=SecretStr(ACCOUNTS[account]), api_base=self.url)

    def reread(self) -> Mapping[str, AccountKey]:
        """Find all."""
        return {alias: self.of(alias) for alias in ACCOUNTS}


@dataclass
class Suburb:
    """A deployed stage's surroundings."""

    theatre: Theatre
    location: str
    serial: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        doors = Doors(Keys(self.theatre.stripe.url), monotonic, lambda _: None)
        self.stripe = StripeDirect(doors, Unpaced())

    @property
    def clock(self) -> Seconds:
        """Tell Stripe's time."""
        return int(self.theatre.stripe.control("GET", "clock")["now"])

    def ask(self, account: str, path: str, **said: Any) -> Object:  # noqa: ANN401 - Stripe's words
        """Ask Stripe for a change."""
        answer = self.stripe.post(account, path, said, key=f"town:{next(self.serial)}")
        if not isinstance(answer, dict):
            raise TypeError(f"{account} refuses {path}: {answer}")
        return answer

    def invoice(self, account: str, name: str) -> Object:
        """Look at one."""
        found = self.stripe.get(account, f"invoices/{name}", {})
        if not isinstance(found, dict):
            raise TypeError(f"{account} knows no invoice {name}")
        return found

    def cancels(self, account: str, subscription: str) -> None:
        """End a subscription at once."""
        self.stripe.delete(account, f"subscriptions/{subscription}", {}, key="town")

    def bank_says(self, account: str, card: str, word: str | None) -> None:
        """Be the bank of a card; ``None``: it pays."""
        path = f"accounts/{account}/payment_methods/{card}/bank"
        self.theatre.stripe.control("PUT", path, {"says": word})

    def confirms(self, account: str, card: str) -> Never:
        """Refuse: somebody would have to open the invoice's page."""
        raise AssertionError(f"not implemented here: 3-D Secure of {account}/{card}")

    def disputes(self, account: str, charge: str) -> None:
        """Want money back."""
        self.theatre.stripe.control("POST", f"accounts/{account}/charges/{charge}/dispute", {})

    def becomes_contact(self, email: str, phone: str) -> None:
        """Be known in HighLevel."""
        said = {"location": self.location, "changes": {"email": email, "phone": phone}}
        self.theatre.highlevel.control("POST", "contacts", said)

    def objects(self, account: str, kind: str) -> Iterable[Object]:
        """Read Stripe's books."""
        return self.theatre.stripe.objects(account, kind)
