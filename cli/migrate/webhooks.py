"""One account's webhooks as somebody asked for them, and in words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, assert_never

import typer
from rich.console import RenderableType

from carryover.migration.cutover.model import Create, Enable, Forget, Listen, Plan, Retire, Step
from carryover.migration.cutover.policy import Wish
from carryover.migration.cutover.service import Cutover
from carryover.migration.writing import RecordedWrites
from cli.migrate.project import Project
from cli.options import SomeAccount
from cli.render import Column, Screen, plain
from cli.session import Session, session

STEPS: Final = (
    Column("when", plain("when", "dim")),
    Column("what", plain("what"), fold=True),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which endpoint, and what is wished for."""

    account: SomeAccount = None
    url: Annotated[
        str | None,
        typer.Option("--url", help="Where the stage is reached, if not at its own address."),
    ] = None
    renew: Annotated[
        bool, typer.Option("--renew", help="Rotate the signing secret: a new endpoint beside it.")
    ] = False
    retire: Annotated[
        bool, typer.Option("--retire", help="Replaced endpoints and unknown secrets go at once.")
    ] = False


@dataclass(frozen=True, slots=True)
class Work:
    """One account's webhooks, as somebody asked for them."""

    at: Session
    account: str
    cutover: Cutover
    wish: Wish

    @classmethod
    def begin(cls, context: typer.Context, project: Path, choice: Choice) -> "Work":
        """Find the account, the target by default; nothing is asked yet."""
        at, opened = session(context), Project.open(project)
        account = choice.account or opened.settings.target
        if account != opened.settings.target:
            opened.source(account)
        wanted = at.vault.wanted(account, choice.url)
        signing = at.vault.signing
        cutover = Cutover(at.stripe, recorded(at), signing, opened.name, wanted)
        return cls(at, account, cutover, Wish(choice.renew, choice.retire))

    def now(self) -> int:
        """Ask Stripe's clock: endpoints are dated by it."""
        return self.at.stripe.now(self.account)

    def plan(self) -> Plan:
        """Compare what is there with what is wished for."""
        return self.cutover.plan(self.wish, self.now())

    def show(self, screen: Screen, planned: Plan, *, dry_run: bool) -> None:
        """Tell what is to be done."""
        screen.answer(self.document(planned, dry_run=dry_run), self.listing(screen, planned))
        if planned.refusal:
            screen.note(planned.refusal, "yellow")

    def listing(self, screen: Screen, planned: Plan) -> RenderableType:
        """Draw it."""
        rows = [{"when": "now", "what": self.told(step)} for step in planned.steps]
        rows += [{"when": "later", "what": sentence} for sentence in planned.later]
        title = f"Webhooks of {self.account} to {self.cutover.wanted.url}"
        return screen.listing(title, STEPS, rows, empty=f"{title}: as they should be.")

    def document(self, planned: Plan, *, dry_run: bool) -> dict[str, Any]:
        """Put it into its machine shape (cli/README.md)."""
        wanted = self.cutover.wanted
        return {
            "stage": self.at.stage,
            "account": self.account,
            "dry_run": dry_run,
            "settled": planned.settled,
            "url": wanted.url,
            "version": wanted.version,
            "events": sorted(wanted.events),
            "endpoint": planned.current.id if planned.current else None,
            "steps": [self.told(step) for step in planned.steps],
            "later": list(planned.later),
            "refusal": planned.refusal or None,
        }

    def told(self, step: Step) -> str:
        """Say a step in words."""
        match step:
            case Create(after):
                beside = "" if after == "none" else f", beside {after}"
                return (
                    f"make an endpoint of version {self.cutover.wanted.version} for "
                    f"{len(self.cutover.wanted.events)} types of events{beside}, and keep its "
                    "secret"
                )
            case Listen(endpoint, more, less):
                parts = [("also to", more), ("no more to", less)]
                said = "; ".join(f"{how} {', '.join(these)}" for how, these in parts if these)
                return f"let {endpoint} listen {said}"
            case Enable(endpoint):
                return f"switch {endpoint} on again"
            case Retire(endpoint):
                return f"delete {endpoint}, which was replaced, and forget its secret"
            case Forget(secrets):
                return f"forget {len(secrets)} of no endpoint made by carryover"
            case _:
                assert_never(step)


def recorded(at: Session) -> RecordedWrites:
    """Write to Stripe on record."""
    return RecordedWrites(at.stripe, at.migration.trail, at.migration.now)
