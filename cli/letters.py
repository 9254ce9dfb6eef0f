"""How a dead letter is shown: its machine shape, its columns, its story, and where its log is."""

from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType

from carryover.replay.policy import papers
from cli.render import Column, Row, Screen, plain, sheet, short_time, time
from cli.session import Session

if TYPE_CHECKING:
    from carryover.replay.model import DeadLetter

UNREADABLE: Final = "unreadable message"

COLUMNS: Final = (
    Column("id", lambda row: row["id"][:8]),
    Column("queue", plain("queue", "cyan")),
    Column("account", plain("account")),
    Column("about", plain("about"), fold=True),
    Column("age", lambda row: age(row["age_seconds"]), number=True),
    Column("tries", plain("tries"), number=True),
    Column("first tried", time("first_failed_at"), room=130),
    Column("last failed", time("last_failed_at"), room=130),
    Column("cause", plain("cause"), room=130, fold=True),
    Column("why", plain("reason", "red"), fold=True),
)


def row(at: Session, letter: "DeadLetter") -> dict[str, Any]:
    """Put all that is known of a letter into its machine shape (cli/README.md)."""
    read = papers(letter.body)
    notes = at.console.failures.of(letter.id)
    first = letter.first_received_at
    return {
        "id": letter.id,
        "queue": letter.queue.value,
        "message_id": read.id,
        "account": read.account,
        "about": read.about or UNREADABLE,
        "cause": read.cause,
        "sent_at": letter.sent_at.isoformat(),
        "age_seconds": int((at.console.now() - letter.sent_at).total_seconds()),
        "tries": len(notes) or letter.receives,
        "receives": letter.receives,
        "first_failed_at": notes[0][0] if notes else first.isoformat() if first else None,
        "last_failed_at": notes[-1][0] if notes else None,
        "reason": notes[-1][1] if notes else None,
    }


def listing(screen: Screen, title: str, rows: list[dict[str, Any]]) -> RenderableType:
    """Draw letters as a table."""
    return screen.listing(title, COLUMNS, rows, empty="No dead letters.")


def story(screen: Screen, shown: Row) -> list[RenderableType]:
    """Draw everything about one letter except what it says."""
    failures = [*shown["failures"]]
    columns = (Column("failed at", time("at")), Column("why", plain("reason", "red"), fold=True))
    fields = {name.replace("_", " "): str(shown[name] or "") for name in SHOWN}
    times = {name: short_time(shown[key]) for name, key in TIMES}
    return [
        sheet(f"Dead letter {shown['id']}", {**fields, **times}),
        screen.listing(
            "Failures", columns, failures, empty="The worker left no note of why; see its log."
        ),
        sheet("Log", {"group": shown["log_group"], "Insights": shown["log_query"]}),
    ]


SHOWN: Final = ("queue", "about", "account", "message_id", "cause", "tries")
TIMES: Final = (("sent", "sent_at"), ("first tried", "first_failed_at"))


def log(at: Session, letter: "DeadLetter") -> dict[str, str]:
    """Say where the worker's own words are, and how to find them by message and by cause."""
    cause = papers(letter.body).cause
    search = f'sqs_message_id = "{letter.id}"' + (f' or cause = "{cause}"' if cause else "")
    return {
        "log_group": f"/aws/lambda/{at.console.workers[letter.queue]}",
        "log_query": f"fields @timestamp, level, message, reason | filter {search} "
        "| sort @timestamp",
    }


def age(seconds: int) -> str:
    """Say how old something is, in its largest unit."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{max(seconds, 0)} s"


def found(letters: "list[DeadLetter]", wanted: str) -> "list[DeadLetter]":
    """Find letters by id, by its beginning (four characters at least), or by what they carry."""
    exact = [letter for letter in letters if wanted in _names(letter)]
    prefixed = [letter for letter in letters if len(wanted) >= 4 and letter.id.startswith(wanted)]
    return exact or prefixed


def _names(letter: "DeadLetter") -> set[str]:
    read = papers(letter.body)
    return {letter.id, read.id, read.cause, *read.about.split()}
