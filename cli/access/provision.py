"""``carryover access provision``: everyone a migration moved gets what they pay for (KAJ-1).

One message per confirmed target; the worker finds the member the source's access was given to, and
what they have is not given again. Few messages wait at a time, so that a member who cancels
meanwhile waits behind a handful of others and not behind all. Giving the command again goes on
where it was stopped: what is given is seen in the worker's memory and not asked for again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType

from carryover.access.rules import Rules
from carryover.adapters.stripe.billing import StripeBilling
from carryover.migration.model import Move, Run, State
from carryover.replay.model import Act, Deed
from cli.access.following import PATIENCE, Patience
from cli.access.giving import Ended, Fate, Foresight, Giving
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Intent
from cli.render import Column, Screen, plain, sheet
from cli.session import Session, confirmed, session

app = typer.Typer()

MOVED: Final = (State.MOVED, State.RENEWED)
"""Confirmed on both sides; until then the target may be inert (DESIGN §5)."""

TOLD: Final = {
    Fate.GIVEN: "given now",
    Fate.BEFORE: "given before",
    Fate.TO_GIVE: "would be given",
    Fate.NOTHING: "their plan opens nothing",
    Fate.NOT_PAYING: "do not pay now",
    Fate.TAKEN: "given once, taken since",
    Fate.REVIEW: "wait for a person",
    Fate.UNANSWERED: "no answer yet",
}
UNFINISHED: Final = (Fate.REVIEW, Fate.UNANSWERED)
LEFT: Final = (
    Column("subscription", plain("subscription", "cyan"), fold=True),
    Column("", lambda row: TOLD[Fate(row["fate"])]),
    Column("why", plain("sentence", "yellow"), fold=True),
)
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Manner(Caution):
    """How careful to be, and how much at once."""

    in_flight: Annotated[
        int, typer.Option("--in-flight", min=1, max=100, help="Members the worker has at a time.")
    ] = 5
    patience: Patience = PATIENCE


@dataclass(frozen=True, slots=True)
class Moved:
    """A run, and its subscriptions in the target that are confirmed."""

    run: Run
    payers: Sequence[str]
    elsewhere: Counter[State]
    """The others, by where they stand: their access is as it was."""

    @classmethod
    def of(cls, run: Run, moves: Iterator[Move]) -> "Moved":
        """Read all moves once."""
        payers, elsewhere = list[str](), Counter[State]()
        for move in moves:
            if move.state in MOVED and move.target is not None:
                payers.append(f"{run.target}/{move.target}")
            else:
                elsewhere[move.state] += 1
        return cls(run, payers, elsewhere)


@command(
    app,
    "provision",
    'access provision --run acme-2026 --why "after wave 3" --dry-run',
    '--stage prod access provision --run acme-2026 --why "after wave 3"',
)
def provision(
    context: typer.Context,
    run: Annotated[str, typer.Option("--run", help="The migration, as migration.yaml names it.")],
    intent: Intent,
    care: Manner,
    *,
    as_json: AsJson = False,
) -> None:
    """Give everyone a migration moved what their new subscription opens.

    Nobody is given twice, and nobody is mailed unless the site's rules say so. Moved sources and
    targets that do not bill yet are left alone. After Ctrl-C the same command goes on.
    """
    screen, at = Screen(as_json=as_json), session(context)
    found, rules = _run(at, run), at.access.rules.read()
    _served(found, rules)
    moves = screen.counted("reading moves", at.migration.moves.all(run))
    moved = Moved.of(found, moves)
    foresight = Foresight(at, rules, StripeBilling(at.stripe))
    known = screen.counted("looking who has it", moved.payers, len(moved.payers))
    ended = [before for payer in known if (before := foresight.remembered(payer))]
    over = {each.payer for each in ended}
    rest = [payer for payer in moved.payers if payer not in over]
    if care.dry_run:
        looked = screen.counted("looking ahead", rest, len(rest))
        ended += [foresight.foretold(payer) for payer in looked]
    elif rest:
        ended += _given(screen, foresight, moved, rest, intent, care)
    _answer(screen, at, moved, ended, dry_run=care.dry_run)


def _run(at: Session, name: str) -> Run:
    found = at.migration.runs.find(name)
    if found is None:
        known = ", ".join(at.migration.runs.names()) or "none is approved on this stage"
        raise Refusal(f"there is no migration {name}: {known}")
    return found


def _served(run: Run, rules: Rules) -> None:
    """Refuse where nobody could be given anything."""
    if not any(run.target in site.accounts for site in rules.sites.values()):
        raise Refusal(
            f"no site's rules name the account {run.target}: add it and its prices to the file of "
            "rules, then carryover access rules put FILE --why …"
        )


def _given(
    screen: Screen,
    foresight: Foresight,
    moved: Moved,
    rest: Sequence[str],
    intent: Intent,
    care: Manner,
) -> list[Ended]:
    """Ask, write down who wants it, and follow each to its end."""
    at, sites = foresight.at, foresight.rules.sites.values()
    mails = any(site.welcome and moved.run.target in site.accounts for site in sites)
    how = "with the site's welcome e-mail" if mails else "without any e-mail"
    confirmed(f"Give {len(rest):,} subscriptions their access, {how}?", yes=care.yes)
    order = at.console.order(intent.by, intent.why)
    what = f"{moved.run.name}: {len(rest)} subscriptions of {moved.run.target}"
    at.console.audit.write(Act(Deed.ACCESS_PROVISION_ASKED, what, order))
    giving = Giving(at, foresight, order, care.in_flight, care.patience)
    return list(screen.counted("giving access", giving.all(rest), len(rest)))


def _answer(
    screen: Screen, at: Session, moved: Moved, ended: Sequence[Ended], *, dry_run: bool
) -> None:
    counts = Counter(each.fate for each in ended)
    quiet = (Fate.GIVEN, Fate.BEFORE, Fate.TO_GIVE)
    left = [_row(each) for each in ended if each.fate not in quiet]
    document = {
        "stage": at.stage,
        "run": moved.run.name,
        "dry_run": dry_run,
        "moved": len(moved.payers),
        "fates": {fate.value: counts[fate] for fate in Fate},
        "not_moved": {state.value: n for state, n in sorted(moved.elsewhere.items())},
        "left": left,
    }
    screen.answer(document, *_drawn(screen, moved, counts, left))
    if any(counts[fate] for fate in UNFINISHED):
        raise Refusal("not everybody has their access yet; settle the above and run it again")


def _row(ended: Ended) -> dict[str, str]:
    return {"subscription": ended.payer, "fate": ended.fate.value, "sentence": ended.sentence}


def _drawn(
    screen: Screen, moved: Moved, counts: Counter[Fate], left: Sequence[dict[str, Any]]
) -> Iterator[RenderableType]:
    lines = {TOLD[fate]: f"{counts[fate]:,}" for fate in Fate if counts[fate]}
    others = ", ".join(f"{n:,} {state.value}" for state, n in sorted(moved.elsewhere.items()))
    title = f"{moved.run.name}: {len(moved.payers):,} moved to {moved.run.target}"
    yield sheet(title, {**lines, "left where they were": others or None})
    if left:
        yield screen.listing("Left", LEFT, left[:SHOWN], empty="")
    if len(left) > SHOWN:
        yield f"… and {len(left) - SHOWN:,} more: --json names all of them"
