"""One run of the command: which stage, and what to reach it with."""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

import typer

from cli.command import Refusal
from cli.stage import enter, reachable

if TYPE_CHECKING:
    from carryover.kernel.clock import Clock
    from carryover.ports.stripe_api import StripeApi
    from carryover.wiring.access_desk import AccessDesk
    from carryover.wiring.console import Console
    from carryover.wiring.crm_desk import CrmDesk
    from carryover.wiring.dunning_desk import DunningDesk
    from carryover.wiring.vault import Vault
    from cli.migrate.desk import Desk


@dataclass
class Session:
    """What the options before the command's name said."""

    stage: str
    now: "Clock" = lambda: datetime.now(UTC)
    """Our own clock."""

    @cached_property
    def console(self) -> "Console":
        """Connect on first use: help and files need no AWS, and importing its client takes long."""
        enter(self.stage)
        return cast("Console", import_module("carryover.wiring.console").connect(self.stage))

    @cached_property
    def migration(self) -> "Desk":
        """The same stage, as a migration needs it."""
        return self.console

    @cached_property
    def access(self) -> "AccessDesk":
        """The same stage, as whoever looks after access needs it."""
        enter(self.stage)
        return cast("AccessDesk", import_module("carryover.wiring.access_desk").desk(self.stage))

    @cached_property
    def vault(self) -> "Vault":
        """The stage's address and secrets, for whoever may change them."""
        enter(self.stage)
        found = cast("Vault", import_module("carryover.wiring.vault").vault(self.stage))
        return replace(found, address=reachable(self.stage, found.address))

    @cached_property
    def dunning(self) -> "DunningDesk":
        """The same stage, as whoever looks after failed payments needs it."""
        enter(self.stage)
        return cast("DunningDesk", import_module("carryover.wiring.dunning_desk").desk(self.stage))

    @cached_property
    def crm(self) -> "CrmDesk":
        """The same stage, as whoever looks after the contacts in the CRM needs it."""
        enter(self.stage)
        return cast("CrmDesk", import_module("carryover.wiring.crm_desk").desk(self.stage))

    @cached_property
    def stripe(self) -> "StripeApi":
        """Reach Stripe with the keys of the environment, or else the stage's; needs no stage as
        long as the environment has them."""
        return cast("StripeApi", import_module("cli.migrate.keys").direct(self))


def session(context: typer.Context) -> Session:
    """Find the session of this run."""
    found = context.find_object(Session)
    if found is None:
        raise Refusal("no stage was chosen")
    return found


def confirmed(question: str, *, yes: bool) -> None:
    """Ask, unless told not to; a script that cannot answer must say ``--yes``."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refusal("nobody is here to confirm: add --yes")
    if not typer.confirm(question, err=True):
        raise Refusal("nothing was done")
