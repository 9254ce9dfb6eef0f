"""Hides what belongs to people when a message or an event is shown.

What helps to find a case stays readable: ids, amounts, times, statuses, countries. Names and
descriptions are hidden unless they stand on something that is sold.
"""

import json
import re
from typing import Final

type Json = dict[str, Json] | list[Json] | str | int | float | bool | None

MASK: Final = "•••"

PEOPLE: Final = re.compile(
    r"""address | billing_details | collected_information | custom_fields | dob | individual
      | customer_(address|details|shipping|tax_ids) | legal_entity | owner | payer | person
      | recipient | shipping | shipping_details | verification""",
    re.VERBOSE,
)
"""Whatever stands below these is about a person, save the fields in ``IMPERSONAL``."""

WORDS: Final = re.compile(
    r"""(account_holder_|business_|customer_|display_|first_|individual_|last_|nick)?name
      | (customer_|receipt_|support_)?(email|phone) | description | ip | ip_address | user_agent
      | client_secret | tracking_number""",
    re.VERBOSE,
)
"""Names of fields that tell who somebody is, or are secret."""

IMPERSONAL: Final = frozenset({"country", "currency", "id", "object", "type"})

GOODS: Final = frozenset(
    {"coupon", "invoiceitem", "item", "line_item", "plan", "price", "product", "promotion_code"}
    | {"shipping_rate", "subscription_item", "tax_rate"}
)
"""Stripe objects whose name and description say what is sold, not to whom."""

TELLING: Final = re.compile(r"https?://\S+|[^\s@<>\"':,;]+@[^\s@<>\"':,;]+\.\w+")
"""Links (a hosted invoice opens without a password) and e-mail addresses, wherever they stand."""


def hidden(found: Json) -> Json:
    """Copy a JSON value with everything personal masked."""
    match found:
        case dict():
            goods = str(found.get("object")) in GOODS
            return {key: _field(key, value, goods=goods) for key, value in found.items()}
        case [*items]:
            return [hidden(item) for item in items]
        case str():
            return TELLING.sub(MASK, found)
        case _:
            return found


def opened(text: str) -> Json:
    """Read a message's text as JSON, its payload included where that is text in text."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    match found:
        case {"body": {"payload": str(payload), **rest}} if rest.get("encoding") != "base64":
            return {**found, "body": {**rest, "payload": opened(payload)}}
        case _:
            answer: Json = found
            return answer


def shown(text: str) -> Json:
    """Read a message's text and mask it. Text that is no JSON is not shown at all: nobody knows
    what it says."""
    found = opened(text)
    if isinstance(found, str):
        return f"{MASK} ({len(text.encode())} bytes that are not JSON)"
    return hidden(found)


def _field(key: str, value: Json, *, goods: bool) -> Json:
    if PEOPLE.fullmatch(key) or (WORDS.fullmatch(key) and not goods):
        return _blank(value)
    if key == "payload" and isinstance(value, str):
        return f"{MASK} ({len(value)} characters that are not JSON)"
    return hidden(value)


def _blank(value: Json) -> Json:
    """Keep the shape, hide the words."""
    match value:
        case dict():
            return {k: v if k in IMPERSONAL else _blank(v) for k, v in value.items()}
        case [*items]:
            return [_blank(item) for item in items]
        case None | bool():
            return value
        case _:
            return MASK
