"""``carryover dunning preview``: every message of a schedule as its reader sees it (DUN-2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from getpass import getuser
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from carryover.dunning import rules
from carryover.dunning.composing import written
from carryover.dunning.house import Brand
from carryover.dunning.letters import preview as sample
from carryover.dunning.letters import rendering
from carryover.dunning.letters.rendering import Rendered
from carryover.dunning.letters.words import known
from carryover.dunning.policy import plea
from carryover.dunning.steps import Tell
from cli.command import Refusal, command
from cli.dunning.cases import the_one
from cli.dunning.looking import Seen, seen
from cli.dunning.rules_file import read
from cli.dunning.words import CHANNELS, counted
from cli.options import AsJson, By
from cli.render import Column, Screen, plain
from cli.session import Session, session

app = typer.Typer()

EXAMPLE: Final = Brand(
    name="Acme Academy", sender="Acme Academy <billing@acme.example>", support="help@acme.example"
)
"""Where no house says in whose name."""

ROWS: Final = (
    Column("day", plain("day"), number=True),
    Column("step", plain("step", "cyan")),
    Column("by", plain("channel")),
    Column("language", plain("language")),
    Column("subject", lambda one: one["subject"] or one["sms"] or one["said"], fold=True),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of what, for whom, where to."""

    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE…", help="A schedule, a house; default what is in force."),
    ] = None
    case: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="As the customer of this one.")
    ] = None
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="In whose name; default the first.")
    ] = None
    language: Annotated[
        list[str] | None, typer.Option("--language", "-l", help="Like de; repeatable; default all.")
    ] = None
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where to write.")] = Path(
        "dunning-preview"
    )
    by: By = field(default_factory=getuser)


@dataclass(frozen=True, slots=True)
class Message:
    """One message in one language."""

    language: str
    letter: rules.Letter
    said: Rendered | str


@command(
    app,
    "preview",
    "dunning preview schedule.yaml house.yaml --language de",
    "dunning preview",
    "dunning preview --case us/in_123 --out in_123",
)
def preview(context: typer.Context, wanted: Wanted, *, as_json: AsJson = False) -> None:
    """Write every message of a schedule to a folder, as HTML and text, with a page that shows all.

    For an invented customer, or with --case for a real one: the pages then hold their name and the
    link to pay. Nothing is sent.
    """
    screen, at = Screen(as_json=as_json), session(context)
    if wanted.case is not None:
        about, messages = _real(screen, at, wanted)
    else:
        about, messages = _invented(at, wanted)
    rows = _kept(wanted.out, about, messages)
    gallery = str(wanted.out / "index.html")
    table = screen.listing(about, ROWS, rows, empty="The schedule has no messages.")
    document = {"stage": at.stage, "gallery": gallery, "messages": rows}
    screen.answer(document, table, f"{counted(len(rows), 'message')}: {gallery}")


def _invented(at: Session, wanted: Wanted) -> tuple[str, list[Message]]:
    """Render for somebody who does not exist."""
    schedule, brand = _given(at, wanted)
    terms, languages = schedule.base, _languages(brand, wanted)
    day = at.now().date() + timedelta(days=terms.end.day)
    one = sample.Sample(brand, ends_on=day)
    messages = [
        Message(language, letter, sample.render(letter, replace(one, language=language), terms.end))
        for language in languages
        for letter in terms.messages
    ]
    return f"{brand.name}, to an invented customer", messages


def _given(at: Session, wanted: Wanted) -> tuple[rules.Rules, Brand]:
    """Take the files, and what is in force for what they do not say. Two files need no stage."""
    files = read(wanted.files or ())
    schedule = files.rules or at.dunning.rules.read()
    if schedule is None:
        raise Refusal("no schedule is in force: name a file, or put one in force")
    if files.rules is not None and files.house is None and wanted.account is None:
        return schedule, EXAMPLE
    house = (files.house or at.dunning.rules.house()).accounts
    if wanted.account is not None and wanted.account not in house:
        raise Refusal(f"nobody has said in whose name {wanted.account} writes")
    return schedule, house[wanted.account] if wanted.account else next(
        iter(house.values()), EXAMPLE
    )


def _languages(brand: Brand, wanted: Wanted) -> Sequence[str]:
    if unknown := sorted(set(wanted.language or ()) - known()):
        raise Refusal(f"no words in {', '.join(unknown)}: there are {', '.join(sorted(known()))}")
    return wanted.language or [each for each in brand.languages if each in known()]


def _real(screen: Screen, at: Session, wanted: Wanted) -> tuple[str, list[Message]]:
    """Render for the customer of a case, in their language, by the rules that hold for it."""
    case = the_one(at, wanted.case or "")
    with screen.counting("asking Stripe"):
        found = seen(at, case)
    if isinstance(found, str):
        raise Refusal(found)
    if found.view is None:
        raise Refusal("no schedule is in force: carryover dunning rules put FILE")
    if found.reached.brand is None:
        raise Refusal(f"nobody has said in whose name {case.account} writes")
    at.console.revealed(f"letters of {case.subject}", wanted.by)
    messages = [_of_case(found, letter) for letter in found.view.terms.messages]
    return f"{case.subject}, as its customer would read them now", messages


def _of_case(found: Seen, letter: rules.Letter) -> Message:
    """A step for other causes is shown with what its template asks for."""
    assert found.view is not None  # noqa: S101 - `_real` looked
    if letter.channel == "workflow":
        return Message("", letter, f"The workflow {letter.template} of the CRM writes.")
    asks = plea(min(letter.causes)) if letter.causes else plea(found.view.meaning.cause)
    said = written(found.view, Tell(letter, asks), found.papers, found.reached)
    text = rendering.sms(said) if letter.channel == "sms" else rendering.email(said)
    return Message(said.language, letter, text)


def _kept(folder: Path, about: str, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Write files named by language and step, and the page that shows them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rows = [row for one in messages for row in _written(folder, one)]
        page = import_module("cli.dunning.pages.gallery").rendered(about, rows)
        (folder / "index.html").write_text(page, encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{folder} cannot be written: {error.strerror}") from None
    return rows


def _written(folder: Path, one: Message) -> Iterator[dict[str, Any]]:
    letter, said = one.letter, one.said
    name = f"{one.language}-{letter.day:02d}-{letter.step}".lstrip("-")
    row: dict[str, Any] = {
        "language": one.language,
        "step": letter.step,
        "day": letter.day,
        "channel": CHANNELS[letter.channel],
        "tone": letter.tone,
        "causes": ", ".join(sorted(letter.causes)) or "everybody",
        **dict.fromkeys(("subject", "html", "text", "sms", "said"), ""),
    }
    if isinstance(said, Rendered):
        (folder / f"{name}.html").write_text(said.html, encoding="utf-8")
        (folder / f"{name}.txt").write_text(said.text, encoding="utf-8")
        row |= {"subject": said.subject, "html": f"{name}.html", "text": f"{name}.txt"}
    elif letter.channel == "sms":
        (folder / f"{name}.txt").write_text(f"{said}\n", encoding="utf-8")
        row |= {"sms": said, "text": f"{name}.txt"}
    else:
        row["said"] = said
    yield row
