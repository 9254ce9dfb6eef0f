"""``carryover access decide``: a person's word on access whose money went back (KAJ-4)."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from carryover.access.messages import Decide
from carryover.access.model import AccessLink, LinkState
from carryover.replay.model import Act, Deed
from cli.access.following import Following, answered, asked_since, sent, stuck, subjects
from cli.access.people import People
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import Session, confirmed, session

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Decision(Caution):
    """What is to be, and how careful to be."""

    give_back: Annotated[
        bool, typer.Option("--give-back", help="They may see it, although the money went back.")
    ] = False
    withhold: Annotated[
        bool, typer.Option("--withhold", help="They may not, until a later period is paid.")
    ] = False


@command(
    app,
    "decide",
    'access decide us/sub_123 --give-back --why "refunded by mistake"',
    'access decide us/sub_123 --withhold --why "second chargeback"',
)
def decide(
    context: typer.Context,
    subscription: Annotated[str, typer.Argument(metavar="ACCOUNT/ID", help="us/sub_123")],
    intent: Intent,
    decision: Decision,
    following: Following,
    *,
    as_json: AsJson = False,
) -> None:
    """Give access back after a refund or a dispute, or withhold it; the subscription goes on."""
    screen, at = Screen(as_json=as_json), session(context)
    if decision.give_back is decision.withhold:
        raise Refusal("say one: --give-back or --withhold")
    name = People(at, at.access.rules.read()).named(subscription).name
    document = {"stage": at.stage, "dry_run": decision.dry_run, "subscription": name}
    access = "give_back" if decision.give_back else "withhold"
    if decision.dry_run:
        screen.answer({**document, "access": access, "outcome": ""}, "nothing was done (dry run)")
        return
    question = "Give back" if decision.give_back else "Withhold"
    confirmed(f"{question} what {name} opens?", yes=decision.yes)
    outcome = _carried_out(at, name, access, intent, following)
    screen.answer({**document, "access": access, "outcome": outcome}, f"{name}: {outcome}")


def _carried_out(at: Session, name: str, access: str, intent: Intent, how: Following) -> str:
    """Write down who decides, send, and wait. Raises ``Refusal`` with what a person was asked."""
    order = at.console.order(intent.by, intent.why)
    at.console.audit.write(Act(Deed.ACCESS_DECIDED, f"{name} {access}", order))
    account, _, subscription = name.partition("/")
    said: dict[str, Any] = {"account": account, "subscription": subscription, "access": access}
    sent(at, order, Decide.model_validate({**said, "by": order.by, "why": order.why}))
    if not how.wait:
        return "sent to the worker"

    def look() -> str | None:
        if sentence := asked_since(at, name, order.at):
            raise Refusal(sentence)
        return _outcome(at.access.memory.links.find(account, subscription), access)

    found = answered(at, how, look)
    if found is None:
        raise Refusal(stuck(at, *subjects(name)))
    return found


def _outcome(link: AccessLink | None, access: str) -> str | None:
    match link:
        case AccessLink(state=LinkState.GIVEN, withheld=None) if access == "give_back":
            return "given back"
        case AccessLink(state=LinkState.TAKEN) if access == "withhold" and link.withheld:
            return "withheld"
        case _:
            return None
