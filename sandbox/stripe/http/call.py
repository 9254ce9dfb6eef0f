"""What an endpoint is given: whose account, and what was asked, already checked and typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.clocks import without_clocks
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.listing import page

NARROWED = frozenset({"customer", "subscription", "test_clock", "invoice", "payment_intent"})
"""A list shows what lives by a test clock only to those who name whose objects they want
(docs.stripe.com/search, "test clock objects omitted in list all results")."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, on its way through one endpoint."""

    account: Account
    params: dict[str, Any]
    """Typed by the SDK's contract: decimals stay strings, "" stays where it may clear a value."""
    path: str = ""

    def given(self, *names: str) -> Object:
        """Pick the parameters that were given; "" becomes null, as it clears a value."""
        return {
            name: None if self.params[name] == "" else self.params[name]
            for name in names
            if name in self.params
        }

    def listing(self, objects: Iterable[Object], **filters: object) -> Object:
        """Answer a list, newest first: objects in creation order, narrowed to those whose fields
        equal the filters (None: not filtered), ``created`` and the page that was asked for."""
        wanted = {name: value for name, value in filters.items() if value is not None}
        kept = [
            obj for obj in objects if all(obj.get(name) == want for name, want in wanted.items())
        ]
        if not self.params.keys() & NARROWED:
            kept = without_clocks(self.account, kept)
        return page(kept, self.params, self.path)
