"""Who pays loses access by a change of the rules: only so many at once (KAJ-4).

A plan's line dropped from the rules by mistake looks as if everybody on it had bought nothing; a
repair would take all of their access. So those who go on paying are counted like those who leave
(``braking``), on a count of their own, for a mishap here must not hold up a farewell. Nothing is
written down of whoever is spared: the next audit finds them again, and a repair after the rules
were put right takes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from carryover.access.brake import Brake, Carried
from carryover.access.braking import TRIES, Held
from carryover.access.model import AccessLink
from carryover.access.rules import BrakeRule
from carryover.access.store import Brakes, Changed
from carryover.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Sparing:
    """Counts who loses what they pay for."""

    brakes: Brakes
    now: Clock

    def count(self, link: AccessLink, rule: BrakeRule) -> None:
        """Count a subscription, once; raise ``Held`` beyond the most. Counted before it is taken:
        dying in between counts one that the message, coming back, finds counted."""
        for _ in range(TRIES):
            try:
                return self._counted(link, rule)
            except Changed:
                continue
        raise Changed(f"many lose access at {link.site} in this moment")

    def _counted(self, link: AccessLink, rule: BrakeRule) -> None:
        name = _named(link.site)
        held = self.brakes.find(name) or Brake(site=name)
        since = self.now() - timedelta(minutes=rule.within_minutes)
        lately = tuple(each for each in held.carried if each.at > since)
        if any(each.wish == link.payer for each in lately):
            return
        if len(lately) >= rule.most:
            raise Held(f"rules of {link.site}", _question(link.site, rule))
        carried = (*lately, Carried(wish=link.payer, at=self.now()))
        self.brakes.save(held.model_copy(update={"carried": carried}))


def _named(site: str) -> str:
    """Call the count among the brakes as no site is called: an alias ends after 32 characters."""
    return f"rules-{blake2b(site.encode(), digest_size=8).hexdigest()}"


def _question(site: str, rule: BrakeRule) -> str:
    return (
        f"{rule.most} members of {site} who go on paying lost their access within "
        f"{rule.within_minutes} minutes, for the rules open nothing for them any more, and more "
        "are to follow: nobody else loses it. Was a plan dropped from the rules by mistake? Put it "
        "back: carryover access rules put FILE, then carryover access repair gives back. If it is "
        "meant, name a larger brake in the rules, then repair."
    )
