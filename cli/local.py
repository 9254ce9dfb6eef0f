"""``carryover local``: the whole river on one machine, to play with."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from carryover.access.rules import SiteRules
from carryover.crm.messages import Sweep as CrmSweep
from carryover.dunning.messages import Sweep as DunningSweep
from carryover.kernel.messages import stamped
from carryover.ports.outbox import Queue
from carryover.wiring.console import Console as Stage
from carryover.wiring.console import connect
from cli import agency
from cli.academy import CLIENT, SITE, Academy, put_in_force, set_up
from cli.bars import bars
from cli.demo.access.opening import polls
from cli.stage import LOCAL
from cli.theatre import ACCOUNTS, Theatre, opened
from sandbox.ground.options import instant

TRY: Final = (
    ("any Stripe client", "make customers and subscriptions, with an address and a key from above"),
    ("carryover events list", "what arrived"),
    ("carryover records show", "what we believe of one object"),
    ("carryover sync objects", "compare with Stripe now"),
    ("carryover access show", "who has access, and why"),
    ("carryover dunning list", "whose payment failed, and what comes next"),
    ("carryover crm diff", "whether contacts in HighLevel show what is true"),
)

COURSE: Final = "course"
"""A product of every account, with a monthly price: who pays for it is let in at Kajabi."""

POLL: Final = 60.0
"""Seconds between two polls of Kajabi, as on AWS. We send the clock's message ourselves: the local
AWS' scheduler (ministack 1.5.33) fires on time, but sends ``<aws.scheduler.scheduled-time>`` as it
stands in the template, and no worker can read that as a moment (tried 2026-11)."""


def local(
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids.")] = 1,
    start: Annotated[
        str | None, typer.Option(help="Where Stripe's clock starts, ISO 8601; default now.")
    ] = None,
) -> None:
    """Start a local AWS with the stack in it, and local providers around it, connected: Stripe,
    Kajabi, HighLevel and a mailbox.

    It runs until Ctrl-C and leaves nothing behind. Meanwhile every command finds it by itself.
    """
    begins = start or datetime.now(UTC).isoformat()
    instant(begins)
    console = Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as running:
        with bars(console) as drawn:
            theatre = running.enter_context(opened(seed, begins, drawn))
            academy = _school(theatre)
            place = agency.set_up(theatre)
            agency.put_in_force(theatre, tuple(ACCOUNTS))
        running.enter_context(_signposted(theatre))
        _introduce(console, theatre, academy, place)
        stage = connect("local")
        Clocks(theatre, lambda: _rings(stage)).keep_in_step()
    console.print("\nended")


def _rings(stage: Stage) -> None:
    """Send what the clock sends on AWS: the poll of Kajabi, dunning's sweep, the CRM's."""
    polls(stage)
    at = stage.now()
    for queue, body in ((Queue.DUNNING, DunningSweep()), (Queue.CRM, CrmSweep())):
        name = f"local:{body.task}:{at.isoformat()}"
        stage.outbox.send(queue, stamped(body, message_id=name, cause=name, at=at))


@contextmanager
def _signposted(theatre: Theatre) -> Iterator[None]:
    """Let other commands find the stack while it runs."""
    settings = theatre.aws.settings
    place = {"endpoint": settings["AWS_ENDPOINT_URL"], "region": settings["AWS_DEFAULT_REGION"]}
    LOCAL.parent.mkdir(exist_ok=True)
    LOCAL.write_text(json.dumps(place))
    try:
        yield
    finally:
        LOCAL.unlink(missing_ok=True)


def _school(theatre: Theatre) -> Academy:
    """Open a site, and put in force that the course opens its one offer."""
    academy = set_up(theatre, ["Course"])
    for alias in ACCOUNTS:
        client = theatre.stripe.client(alias).v1
        client.products.create({"id": COURSE, "name": "Course"})
        client.prices.create(
            {
                "product": COURSE,
                "currency": "usd",
                "unit_amount": 2900,
                "recurring": {"interval": "month"},
                "lookup_key": COURSE,
            }
        )
    plans = {COURSE: (academy.offers["Course"],)}
    tags = frozenset({academy.tag})
    rules = SiteRules(
        accounts=tuple(ACCOUNTS), plans=plans, cancel_tags=tags, tags_are="members_only"
    )
    put_in_force(theatre, rules)
    return academy


@dataclass
class Clocks:
    """Kajabi's clock goes with this machine's, because the poll reads Kajabi's lists from where our
    own clock stood; and when somebody moves Stripe's, it goes as far. HighLevel's and the mailbox'
    show what Stripe's does."""

    theatre: Theatre
    poll: Callable[[], None]
    """Sends what the schedule sends."""
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    moved: int = 0
    """Seconds by which Stripe's was moved."""
    stripe_showed: int = field(init=False)
    polled: float = float("-inf")

    def __post_init__(self) -> None:
        self.stripe_showed = self._stripe_shows()

    def keep_in_step(self) -> None:
        """Until Ctrl-C."""
        while True:
            self.pause(1)
            self.step()

    def step(self) -> None:
        """Bring Kajabi's forward, if it is behind, and poll once a minute."""
        now = self._stripe_shows()
        self.moved, self.stripe_showed = self.moved + now - self.stripe_showed, now
        shows = int(self.theatre.kajabi.control("GET", "clock")["now"])
        behind = int(self.now()) + self.moved - shows
        if behind > 0:
            self.theatre.kajabi.control("POST", "clock", {"by": behind})
        self._follow()
        if self.now() - self.polled >= POLL:
            self.polled = self.now()
            self.poll()

    def _follow(self) -> None:
        for each in (self.theatre.highlevel, self.theatre.mailbox):
            behind = self.stripe_showed - int(each.control("GET", "clock")["now"])
            if behind > 0:
                each.control("POST", "clock", {"by": behind})

    def _stripe_shows(self) -> int:
        return int(self.theatre.stripe.control("GET", "clock")["now"])


def _introduce(console: Console, theatre: Theatre, academy: Academy, place: agency.Agency) -> None:
    table = Table(title="The river runs", title_justify="left", box=None, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    table.add_row("Stripe", f"{theatre.stripe.url}/v1   (clock, faults, truth: /_sandbox)")
    for alias, key in ACCOUNTS.items():
        table.add_row(f"key of {alias}", key)
    table.add_row("webhooks", f"{theatre.stack.outputs['ApiUrl']}/webhooks/stripe/<account>")
    for what, told in (*_kajabi(theatre, academy), *_crm(theatre, place)):
        table.add_row(what, told)
    table.add_row("AWS", theatre.aws.emulator.url)
    table.add_row("", "")
    for what, why in TRY:
        table.add_row(what, why)
    console.print(table, highlight=False)
    console.print("Ctrl-C ends it and leaves nothing behind.")


def _kajabi(theatre: Theatre, academy: Academy) -> Iterator[tuple[str, str]]:
    """Say how to get in, and what is set up there. The token is a secret of this run only."""
    url = theatre.kajabi.url
    yield "Kajabi", f"{url}/v1   (people, clock, faults, truth: /_sandbox)"
    yield f"key of {SITE}", " ".join(CLIENT)
    yield "hooks", academy.hook_url
    offer = academy.offers["Course"]
    yield "who pays", f"for the product `{COURSE}` (price by lookup key) is given offer {offer}"
    form = f"POST {url}/_sandbox/people/<email>/cancel" + ' {"channel": "automation"}'
    yield "who leaves", f"{form}, or `revocation`"


def _crm(theatre: Theatre, place: agency.Agency) -> Iterator[tuple[str, str]]:
    """Say how to get in, and where letters are."""
    yield "HighLevel", f"{theatre.highlevel.url}   (people, clock, faults, truth: /_sandbox)"
    yield "location", f"{place.location}, entered with {agency.PIT}"
    yield "letters", f"{theatre.mailbox.url}/mailbox   (what SES would have sent)"
    yield "whose card fails", "is written to by docs/dunning/schedule.example.yaml"
