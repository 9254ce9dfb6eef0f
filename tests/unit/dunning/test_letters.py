"""What customers read: true, short, in their language, and nothing they should not hear (DUN-2)."""

from datetime import date
from typing import Any, get_args

import pytest
import yaml

from carryover.dunning.declines import Cause
from carryover.dunning.house import LANGUAGES, Brand, House
from carryover.dunning.letters.letter import SAYS_THE_END, Letter, faults, language_for
from carryover.dunning.letters.preview import Sample, render
from carryover.dunning.letters.rendering import Rendered, email, sms
from carryover.dunning.letters.words import known, words
from carryover.dunning.model import EndName
from carryover.dunning.reading import read
from carryover.dunning.rules import Tone
from carryover.dunning.steps import Plea
from tests.unit.docs.pages import ROOT

ACME = Brand(name="Acme", sender="Acme <b@acme.example>", support="help@acme.example")
TONES: tuple[Tone, ...] = get_args(Tone.__value__)
ENDS: tuple[EndName, ...] = get_args(EndName.__value__)
SCHEDULE = ROOT / "docs/dunning/schedule.example.yaml"
HOUSE = ROOT / "docs/dunning/house.example.yaml"


def letter(**more: Any) -> Letter:
    said: dict[str, Any] = {
        "template": "pay",
        "plea": Plea.PAY,
        "tone": "friendly",
        "cause": Cause.BANK,
        "brand": ACME,
        "language": "en",
        "locale": "en-US",
        "amount": 2900,
        "currency": "usd",
        "link": "https://invoice.stripe.com/i/x",
        "name": "Ada",
        "about": "Course",
        "number": "A-1",
    }
    return Letter(**{**said, **more})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plea", Plea)
@pytest.mark.parametrize("tone", TONES)
def test_every_letter_can_be_written_in_every_language(
    language: str, plea: Plea, tone: Tone
) -> None:
    for end in ENDS:
        more = {"template": "final", "end": end, "ends_on": date(2026, 3, 5)}
        written = email(letter(language=language, plea=plea, tone=tone, **more))

        for text in (written.subject, written.html, written.text):
            assert text.strip()
            assert "{amount}" not in text
            assert "{brand}" not in text
        assert "https://invoice.stripe.com/i/x" in written.text
        assert f'lang="{language}"' in written.html


def test_there_are_words_for_exactly_the_languages_we_offer() -> None:
    assert known() == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tones_differ_and_grow_in_urgency(language: str) -> None:
    spoken = words(language)

    for plea in Plea:
        assert len(set(spoken.subject[plea].values())) == len(TONES)
    assert len(set(spoken.tone.values())) == len(TONES)


@pytest.mark.parametrize("cause", [Cause.NEVER, Cause.FRAUD, Cause.LEGAL, Cause.UNKNOWN])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lost_stolen_or_suspected_card_is_told_of_like_any_other(
    cause: Cause, language: str
) -> None:
    """CONTRACTS §9.4."""
    suspected = email(letter(cause=cause, plea=Plea.CARD, language=language))
    ordinary = email(letter(cause=Cause.BANK, plea=Plea.CARD, language=language))

    assert suspected == ordinary


def test_what_comes_from_outside_cannot_become_markup() -> None:
    nasty = '<script>alert("1")</script>{link}'

    written = email(letter(name=nasty, about=nasty, number=nasty))

    assert "<script>" not in written.html
    assert "&lt;script&gt;" in written.html
    assert "{link}" in written.text


def test_a_subject_is_one_line_whatever_is_in_it() -> None:
    brand = ACME.model_copy(update={"name": "Acme\r\nBcc: everybody@example.com"})

    assert "\n" not in email(letter(brand=brand)).subject


@pytest.mark.parametrize(
    ("language", "locale", "amount", "currency", "said"),
    [
        ("en", "en-US", 290000, "usd", "$2,900.00"),
        ("de", "de-DE", 290000, "eur", "2.900,00\xa0€"),
        ("pl", "pl", 290000, "pln", "2\xa0900,00\xa0zł"),
        ("es", "es-ES", 290000, "eur", "2.900,00\xa0€"),
        ("en", "ja-JP", 2900, "jpy", "¥2,900"),
        ("en", "", 1234, "kwd", "KWD1.234"),
        ("en", "tlh-XX", 100, "gbp", "£1.00"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    language: str, locale: str, amount: int, currency: str, said: str
) -> None:
    written = email(letter(language=language, locale=locale, amount=amount, currency=currency))

    assert said in written.text


def test_the_day_of_the_end_is_named_only_where_the_template_says_so() -> None:
    more: dict[str, Any] = {"end": "cancel", "ends_on": date(2026, 3, 5), "locale": "en-GB"}

    assert "5 March 2026" in email(letter(template="final", **more)).text
    assert "March" not in email(letter(template="pay", **more)).text
    assert "March" not in email(letter(template="final", **{**more, "end": "nothing"})).text


def test_who_has_no_name_is_greeted_without_one() -> None:
    assert email(letter(name=" ")).text.startswith("Hello,")


def test_a_short_message_is_short_and_has_the_link() -> None:
    for language in LANGUAGES:
        for plea in Plea:
            text = sms(letter(language=language, plea=plea))
            assert len(text) <= 160
            assert text.endswith("https://invoice.stripe.com/i/x")


def test_the_language_is_the_customers_if_the_house_writes_it() -> None:
    polish_first = ACME.model_copy(update={"languages": ("pl", "en")})

    assert language_for(ACME, "de-AT") == "de"
    assert language_for(ACME, "fr") == "en"
    assert language_for(ACME, None) == "en"
    assert language_for(polish_first, "de") == "pl"
    assert language_for(ACME.model_copy(update={"languages": ("fr",)}), "fr") == "en"


def test_what_nobody_wants_is_offered_to_be_left_only_where_there_is_a_list() -> None:
    assert "No more messages" not in email(letter()).html
    assert "https://u.example" in email(letter(unsubscribe="https://u.example")).html


def test_the_schedule_we_ship_names_only_templates_that_are_written() -> None:
    terms = read(yaml.safe_load(SCHEDULE.read_text())).base

    assert faults(terms) == []
    for step in terms.messages:
        shown = render(step, Sample(ACME), terms.end)
        assert isinstance(shown, Rendered | str)


def test_a_template_nobody_wrote_is_named_with_those_there_are() -> None:
    said = yaml.safe_load(SCHEDULE.read_text())
    said["messages"][0]["template"] = "poem"

    (fault,) = faults(read(said).base)

    assert "poem" in fault
    assert all(name in fault for name in SAYS_THE_END)


def test_the_house_we_ship_as_an_example_can_be_put_in_force() -> None:
    house = House.model_validate(yaml.safe_load(HOUSE.read_text()))

    assert set(house.accounts) == {"us"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Acme\nBcc: x"},
        {"logo": "http://acme.example/logo.png"},
        {"card_page": 'https://acme.example/"onclick='},
        {"colour": "red;}"},
        {"email_by": "highlevel"},
        {"moto": "x"},
    ],
)
def test_a_house_that_could_break_a_letter_is_refused(wrong: dict[str, str]) -> None:
    said = {"name": "Acme", "sender": "a@b.example", "support": "c@b.example", **wrong}

    with pytest.raises(ValueError, match=next(iter(wrong)) + "|location"):
        Brand.model_validate(said)
