"""The snapshots, taken in by a local Stripe: a world that begins where the snapshots were taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.kinds import WANTED
from sandbox.stripe import resources
from sandbox.stripe.adoption.adopting import adopt
from sandbox.stripe.adoption.papers import Papers
from sandbox.stripe.adoption.report import Report
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.world import World
from sandbox.stripe.lifecycle import settings
from sandbox.stripe.lifecycle.settings import LastResort

APART: Final = 1_000_003
"""Seeds of rehearsals are far from those of sandboxes, so that no new id is one of a snapshot's."""


@dataclass(slots=True)
class Theatre:
    """One world, with what it could not take in and what it could not do."""

    world: World
    reports: dict[str, Report] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def advance(self, to: Seconds) -> None:
        """Move time on; work the local Stripe does not know how to do is written down."""
        while True:
            try:
                self.world.advance(max(to, self.world.clock))
            except StripeError as error:
                self.troubles.append(f"{error.message}")
            else:
                return


def key_of(alias: str, *, live: bool) -> str:
    """Make up a key for a local account."""
    return f"sk_{'live' if live else 'test'}_rehearsal{alias.replace('-', '').replace('_', '')}"


def is_live(archives: Mapping[str, Archive]) -> bool:
    """Tell the mode of the snapshots, which has to be one."""
    modes = {archive.manifest.livemode for archive in archives.values()} - {None}
    if len(modes) > 1:
        raise NeedsReview("rehearsal", "Some snapshots are of live accounts, others of test ones.")
    return True in modes


def read(archives: Mapping[str, Archive]) -> dict[str, Papers]:
    """Take the snapshots apart, once for all worlds."""
    resources.load()
    kinds = [each.kind for each in WANTED if each.kind != "tax_id"]
    return {
        alias: Papers({kind: archive.each(kind) for kind in kinds})
        for alias, archive in archives.items()
    }


def opened(
    archives: Mapping[str, Archive],
    papers: Mapping[str, Papers],
    target: str,
    *,
    seed: int,
    last_resort: LastResort = "cancel",
) -> Theatre:
    """Take the snapshots in, each at its instant, next to an empty target."""
    live = is_live(archives)
    instants = {alias: archive.manifest.taken_at for alias, archive in archives.items()}
    world = World(seed=APART * (seed + 1), start=min(instants.values()))
    theatre = Theatre(world)
    for alias in (*archives, target):
        account = world.open(alias, key_of(alias, live=live))
        settings.set_after_last_retry(account, last_resort)
        settings.set_upcoming_days(account, 0)
        account.silent = True
    for alias in sorted(archives, key=lambda each: instants[each]):
        theatre.advance(instants[alias])
        world.accounts[alias].id = archives[alias].manifest.account_id
        theatre.reports[alias] = adopt(world.accounts[alias], papers[alias])
    return theatre
