"""How a key gets into the stage's secret: read from a variable, checked, on record, stored."""

import os
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from carryover.adapters.stripe.accounts import BASE_VARIABLE, KEY_VARIABLE, KeysFromEnvironment
from carryover.kernel.errors import NeedsReview
from carryover.migration.access.check import Checked, Seat, Weight, check
from carryover.ports.stripe_accounts import Identity
from carryover.replay.model import Act, Deed
from cli.command import Refusal
from cli.options import Caution, Intent
from cli.session import Session, confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey(Caution):
    """Which key, and where it is."""

    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="An alias of migration.yaml.")]
    key_from: Annotated[
        str,
        typer.Option("--key-from", metavar="VARIABLE", help="The variable that holds the key."),
    ]
    api_base: Annotated[
        str | None,
        typer.Option("--api-base", help="Address of a local Stripe; default as it was."),
    ] = None


def keep(at: Session, seat: Seat, new: NewKey, intent: Intent) -> dict[str, Any]:
    """Check the key, write it down in the audit trail, and only then store it.

    Dying in between leaves the old key in force, and an act of somebody who meant to change it.
    """
    key = os.environ.get(new.key_from, "").strip()
    if not key:
        raise Refusal(f"the variable {new.key_from} is not set: export it with the new key in it")
    place = new.api_base or _base(at, seat.alias)
    checked = _checked(at, seat, key, place)
    _same(at, seat, checked)
    document = _document(seat, checked, at.stage)
    if new.dry_run:
        return {**document, "dry_run": True, "said": "the key is good; dry run, nothing stored"}
    confirmed(f"Store the key of {seat.alias} on {at.stage}?", yes=new.yes)
    order = at.migration.order(intent.by, intent.why)
    whose = f"{seat.alias} {document['id'] or ''}".strip()
    at.migration.audit.write(Act(Deed.STRIPE_KEY_STORED, whose, order))
    at.vault.keys.put(seat.alias, key, place)
    return {**document, "dry_run": False, "said": f"the key of {seat.alias} is stored"}


def _base(at: Session, alias: str) -> str | None:
    """A rotated key opens the same Stripe as the one before, real or local."""
    try:
        return at.migration.keys.of(alias).api_base
    except NeedsReview:
        return None


def _checked(at: Session, seat: Seat, key: str, base: str | None) -> Checked:
    """Ask Stripe with this key and no other."""
    name = seat.alias.upper().replace("-", "_")
    alone = {f"{KEY_VARIABLE}{name}": key, f"{BASE_VARIABLE}{name}": base or ""}
    stripe = at.vault.opened(KeysFromEnvironment(alone))
    checked = check(stripe, stripe, seat)
    problems = [each.sentence for each in checked.findings if each.weight is Weight.PROBLEM]
    if problems:
        raise Refusal("nothing was stored. " + " ".join(problems))
    return checked


def _same(at: Session, seat: Seat, checked: Checked) -> None:
    """Refuse a key of another account, or of another mode, than the one in force."""
    held, fresh = _in_force(at, seat.alias), checked.identity
    if held is None or fresh is None:
        return
    if held.livemode is not fresh.livemode:
        raise Refusal(f"nothing was stored: one key of {seat.alias} is live, the other is test")
    if held.id and fresh.id and held.id != fresh.id:
        raise Refusal(
            f"nothing was stored: {seat.alias} is {held.id}, and this key opens {fresh.id}"
        )


def _in_force(at: Session, alias: str) -> Identity | None:
    """Ask whose the stage's key is; one that opens nothing any more cannot be compared with."""
    try:
        return at.vault.opened(at.migration.keys).identify(alias)
    except NeedsReview:
        return None


def _document(seat: Seat, checked: Checked, stage: str) -> dict[str, Any]:
    identity = checked.identity
    return {
        "stage": stage,
        "account": seat.alias,
        "id": identity.id or None if identity else None,
        "mode": "live" if identity and identity.livemode else "test",
        "secret": "the stage's keys",
        "warnings": [each.sentence for each in checked.findings],
    }
