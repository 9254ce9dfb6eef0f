"""Guesses a sensible value for a parameter by its name, so that a request can be carried out.

Ids name things that exist in the stocked account; times lie a little ahead of its clock.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sandbox.stripe.http.shapes import (
    Boolean,
    Choice,
    Hash,
    Integer,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Shape,
)
from tests.unit.sandbox.stripe.platform.caller import START

DAY = 86_400
MANY = 40
"""Values tried for one parameter before it is said to change nothing."""

TEXTS = {
    "address": ("PL",),
    "country": ("PL",),
    "currency": ("usd", "eur", "pln"),
    "email": ("bea@example.com",),
    "url": ("https://example.com/new", "https://example.com/other"),
    "return_url": ("https://example.com/back",),
    "images": ("https://example.com/a.png",),
    "exp_month": ("11",),
    "exp_year": ("2031",),
    "number": ("4242424242424242", "5555555555554444"),
    "token": ("tok_visa",),
    "preferred_locales": ("pl",),
    "invoice_prefix": ("ABCD",),
    "code": ("AUTUMN",),
    "query": ("status:'active'", "status:'canceled'"),
    "time_zone": ("Etc/UTC",),
    "starting_after": (),
    "ending_before": (),
}

NUMBERS = {
    "amount": (700, 50),
    "day_of_month": (15,),
    "hour": (3,),
    "minute": (4,),
    "second": (5,),
    "month": (6,),
    "exp_month": (11,),
    "exp_year": (2031,),
    "interval_count": (2, 3),
    "iterations": (2,),
    "quantity": (2, 7),
    "percent_off": (10,),
    "days_until_due": (7,),
    "trial_period_days": (5,),
    "limit": (1,),
}
TIMES = (START + 10 * DAY, START + 3 * DAY, START + 70 * DAY, START + DAY // 2)
TIMELY = (
    "anchor",
    "_at",
    "_end",
    "date",
    "start",
    "end",
    "expires",
    "redeem_by",
    "time",
    "created",
    "gt",
    "gte",
    "lt",
    "lte",
    "_before",
    "_after",
    "resumes",
)


class Guesser:
    """Knows what there is: ids by the kind a parameter may name."""

    def __init__(self, stock: dict[str, list[str]]) -> None:
        self.stock = stock

    def values(self, name: str, shape: Shape) -> list[Any]:
        """List values worth trying for a parameter, a name without its path."""
        return list(islice(self._values(name, shape), MANY))

    def _values(self, name: str, shape: Shape) -> Iterator[Any]:
        match shape:
            case OneOf():
                inner = [each for each in (shape.hash, shape.array) if each]
                for each in (*shape.scalars, *inner):
                    yield from self._values(name, each)
                if shape.clearable:
                    yield ""
            case Hash():
                yield from self._hashes(shape)
            case ListOf():
                yield from ([each] for each in self._values(name, shape.element))
            case _:
                yield from self._plain(name, shape)

    def _plain(self, name: str, shape: Shape) -> Iterator[Any]:
        match shape:
            case MapOf():
                yield {"colour": "red"}
            case Choice():
                yield from shape.words
            case Boolean():
                yield from (True, False)
            case Integer():
                yield from NUMBERS.get(name, TIMES if _timely(name) else (1, 700))
            case Number():
                yield from ("12.5", "3")
            case _:
                yield from self._texts(name)

    def _hashes(self, shape: Hash) -> Iterator[Any]:
        """Fill what is required, then each other field alone, then all of them."""
        fields = {name: self.values(name, each)[:3] for name, each in shape.fields.items()}
        needed = {
            name: fields[name][0]
            for name in shape.fields
            if name in shape.required and fields[name]
        }
        if needed:
            yield needed
        for name, values in fields.items():
            yield from ({**needed, name: value} for value in values)

    def _texts(self, name: str) -> Iterator[str]:
        if name == "payment_method":
            yield "pm_card_visa"
        for kind, ids in self.stock.items():
            if name in (kind, f"{kind}s") or name.endswith((f"_{kind}", f"_{kind}s")):
                yield from ids
                return
        yield from TEXTS.get(name, ("some text", "other text"))


def _timely(name: str) -> bool:
    return name.endswith(TIMELY) or name in TIMELY
