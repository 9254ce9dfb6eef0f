"""Turns a letter into what is sent: subject, HTML, plain text, or a short message.

Whatever comes from outside (names, descriptions) is filled into sentences as text and escaped by
the template. Money and dates are babel's (cldr.unicode.org), in the customer's own way of writing.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from carryover.dunning.letters.letter import SAYS_THE_END, Letter
from carryover.dunning.letters.words import Words, words
from carryover.kernel.money import major

LONGEST_NAME: Final = 60
"""Characters of a name that are repeated in a letter; more is no name."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An e-mail, ready."""

    subject: str
    html: str
    text: str


def email(letter: Letter) -> Rendered:
    """Write the e-mail."""
    said = _said(letter)
    html = _templates().get_template("letter.html").render(said)
    text = _templates().get_template("letter.txt").render(said)
    return Rendered(said["subject"], html, text)


def sms(letter: Letter) -> str:
    """Write the short message."""
    spoken = words(letter.language)
    return _line(spoken.sms[letter.plea].format_map(_values(letter, spoken)))


def _said(letter: Letter) -> dict[str, Any]:
    spoken = words(letter.language)
    values = _values(letter, spoken)
    sentences = [
        spoken.reason[letter.reason],
        spoken.tone[letter.tone],
        _ending(letter, spoken),
        spoken.ask[letter.plea],
    ]
    greeting = spoken.greeting if values["name"] else spoken.greeting_unnamed
    return {
        "language": letter.language,
        "brand": letter.brand,
        "subject": _line(spoken.subject[letter.plea][letter.tone].format_map(values)),
        "greeting": greeting.format_map(values),
        "sentences": [one.format_map(values) for one in sentences if one],
        "rows": _rows(letter, spoken, values),
        "button": spoken.button[letter.plea].format_map(values),
        "link": letter.link,
        "words": spoken,
        "help": spoken.help.format_map(values),
        "signed": spoken.signed.format_map(values),
        "unsubscribe": letter.unsubscribe,
    }


def _values(letter: Letter, spoken: Words) -> dict[str, str]:
    locale = _locale(letter)
    ends_on = letter.ends_on
    return {
        "amount": format_currency(
            major(letter.amount, letter.currency), letter.currency.upper(), locale=locale
        ),
        "brand": letter.brand.name,
        "about": _line(letter.about) or spoken.something,
        "name": _line(letter.name)[:LONGEST_NAME],
        "number": _line(letter.number),
        "date": format_date(ends_on, "long", locale=locale) if ends_on else "",
        "support": letter.brand.support,
        "link": letter.link,
    }


def _ending(letter: Letter, spoken: Words) -> str:
    named = SAYS_THE_END.get(letter.template, False) and letter.ends_on is not None
    return spoken.end[letter.end] if named else ""


def _rows(letter: Letter, spoken: Words, values: dict[str, str]) -> list[tuple[str, str]]:
    rows = [(spoken.fields["about"], values["about"]), (spoken.fields["amount"], values["amount"])]
    if letter.number:
        rows.append((spoken.fields["number"], values["number"]))
    return rows


def _locale(letter: Letter) -> Locale:
    """Write money as the customer does if they read this language, else as the language does."""
    try:
        own = Locale.parse(letter.locale.replace("-", "_")) if letter.locale else None
    except (UnknownLocaleError, ValueError):
        own = None
    return own if own and own.language == letter.language else Locale(letter.language)


def _line(said: str) -> str:
    """Keep it on one line: it may become a header."""
    return " ".join(said.split())


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("carryover.dunning.letters"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
