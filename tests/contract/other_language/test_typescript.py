"""Every object, compiled against stripe-node's types: they tell "null" from "left out", and know
every word of an enum, where the Python classes do not."""

import json
import re
from pathlib import Path

import pytest

from tests.contract.other_language.conftest import run
from tests.contract.strictness.stocked import Stocked

SPELLED = {"line_item": "InvoiceLineItem", "invoiceitem": "InvoiceItem"}
"""Kinds whose type is not called like them."""

OURS = frozenset({"card_copy"})
"""Kinds no SDK has."""

KNOWN = {
    "total_count": "sent by Stripe with embedded lists, typed nowhere",
    "net_amount": 'null for discountable items, as its description says ("null for …")',
}
STRICT = ("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022")
MODULES = ("--module", "nodenext", "--moduleResolution", "nodenext")
FAULT = re.compile(r"objects\.ts\((\d+),(\d+)\): error (.*)")


def literal(value: object, name: str = "") -> str:
    """Spell a value as TypeScript; decimals are objects in the Node library."""
    match value:
        case dict():
            inner = (f"{json.dumps(key)}: {literal(each, key)}" for key, each in value.items())
            return "{" + ", ".join(inner) + "}"
        case list():
            return "[" + ", ".join(map(literal, value)) + "]"
        case str() if name.endswith("_decimal"):
            return f"decimal({json.dumps(value)})"
    return json.dumps(value)


def typed(kind: str) -> str:
    """Name the type of a kind: ``checkout.session`` is ``Checkout.Session``."""
    words = (part.title().replace("_", "") for part in kind.split("."))
    return SPELLED.get(kind) or ".".join(words)


@pytest.fixture(scope="module")
def program() -> list[str]:
    """One constant for every object of a stocked account."""
    account = Stocked().us.desk.world.accounts["us"]
    kinds = [kind for kind in account.store.kinds if kind not in OURS]
    objects = [obj for kind in kinds for obj in account.all(kind)]
    constants = [
        f"export const object{place}: Stripe.{typed(obj['object'])} = {literal(obj)};"
        for place, obj in enumerate(objects)
    ]
    head = ['import Stripe from "stripe";', "declare function decimal(text: string): any;"]
    return [*head, *constants]


def test_every_object_compiles_as_what_the_node_library_says_it_is(
    node_folder: Path, program: list[str]
) -> None:
    (node_folder / "objects.ts").write_text("\n".join(program), encoding="utf-8")

    said = run("npx", "tsc", *STRICT, *MODULES, "objects.ts", within=node_folder).stdout

    assert [fault for fault in faults(said, program) if fault] == []
    assert len(program) > 40


def faults(said: str, program: list[str]) -> list[str]:
    """Put each complaint beside the field it is about."""
    return [
        told(program[int(line) - 1], int(column) - 1, message)
        for line, column, message in FAULT.findall(said)
    ]


def told(text: str, column: int, message: str) -> str:
    field = re.match(r'"?(\w+)', text[column:])
    name = field[1] if field else ""
    return "" if name in KNOWN else f"{text[13:60]} … {name}: {message[:160]}"
