"""The academy opens: its rules are put in force, and everybody gets what they pay for."""

from carryover.access.messages import Poll, Provide
from carryover.access.rules import BrakeRule, SiteRules
from carryover.kernel.messages import stamped
from carryover.ports.outbox import Queue
from carryover.wiring.console import Console
from cli.academy import Academy, put_in_force, set_up
from cli.demo.access.members import OFFERS, Member, products
from cli.theatre import ACCOUNTS, Theatre

PRICE = 4_900
"""Cents a member pays who buys at Kajabi itself; whoever pays us is let in for nothing."""


def opened_academy(theatre: Theatre) -> Academy:
    """Set the site up, and put in force which product opens which offer."""
    academy = set_up(theatre, list(OFFERS.values()), price=PRICE)
    opens = products(theatre.stripe)
    put_in_force(
        theatre,
        SiteRules(
            accounts=tuple(ACCOUNTS),
            plans={product: (academy.offers[title],) for product, title in opens.items()},
            cancel_tags=frozenset({academy.tag}),
            tags_are="members_only",
            reversals="cancel",
            brake=BrakeRule(most=10_000),
        ),
    )
    return academy


def buys(academy: Academy, email: str, title: str) -> None:
    """Somebody had bought the offer at Kajabi before."""
    academy.kajabi.deed(email, "buy", offer=academy.offers[title], name="A Member")


def have_bought(academy: Academy) -> set[str]:
    """Name those who did."""
    return {hold["email"] for hold in academy.kajabi.holds() if hold["origin"] == "purchase"}


def everybody_is_provided(stage: Console, everybody: list[Member]) -> None:
    """Send the message of ``carryover access provision`` for every subscription there is: also for
    sources that were stopped and targets that are armed, which open nothing. The poll comes by for
    the first time, too: what it sees then belongs to the audit, what it sees later is news."""
    now = stage.now()
    polls(stage)
    letters = [
        stamped(
            Provide(account=one.account, subscription=one.subscription),
            message_id=f"demo:provide:{one.account}/{one.subscription}",
            cause="demo:provide",
            at=now,
        )
        for one in everybody
    ]
    stage.outbox.send(Queue.ACCESS_POLL, *letters)


def polls(stage: Console) -> None:
    """Let the clock's message go out, as it does every minute on AWS."""
    now = stage.now()
    name = f"demo:poll:{now.isoformat()}"
    stage.outbox.send(Queue.ACCESS_POLL, stamped(Poll(), message_id=name, cause=name, at=now))
