"""The sentences, one JSON file per language, and the check that all say the same things."""

from functools import cache
from importlib.resources import files
from typing import Final, Literal

from carryover.dunning.model import EndName
from carryover.dunning.rules import Tone
from carryover.dunning.steps import Plea
from carryover.kernel.messages import Message

FALLBACK: Final = "en"

type Reason = Literal["bank", "card", "confirm"]


class Words(Message):
    """One language's. Words in braces are filled in: ``{amount}``, ``{brand}`` …"""

    greeting: str
    greeting_unnamed: str
    subject: dict[Plea, dict[Tone, str]]
    reason: dict[Reason, str]
    """Why we write: never more than the customer may hear. Lost, stolen and suspected cards are
    told of like any other that was not approved (CONTRACTS §9.4)."""
    tone: dict[Tone, str]
    ask: dict[Plea, str]
    button: dict[Plea, str]
    end: dict[EndName, str]
    fields: dict[Literal["amount", "about", "number"], str]
    copy_link: str
    crossed: str
    help: str
    signed: str
    unsubscribe: str
    something: str
    """What is owed for, where the invoice does not say."""
    sms: dict[Plea, str]


@cache
def words(language: str) -> Words:
    """Read a language's sentences."""
    text = files(__package__).joinpath(f"{language}.json").read_text(encoding="utf-8")
    return Words.model_validate_json(text)


def known() -> frozenset[str]:
    """Name the languages there are words in."""
    found = files(__package__).iterdir()
    return frozenset(one.name.removesuffix(".json") for one in found if one.name.endswith(".json"))
