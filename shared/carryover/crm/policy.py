"""What a contact is to show: decided from what Stripe shows now, and from nothing that was shown
before, so that whatever is no longer true disappears by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from carryover.crm.chargeable import Chargeable, NotChargeable, ToConfirm
from carryover.crm.model import Failure, Payer, Shown, Standing, Subscribed
from carryover.crm.reasons import Reason, reasons
from carryover.crm.rules import LocationRules
from carryover.crm.sight import Sight, sight
from carryover.kernel.clock import Seconds, moment


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a contact is to show."""

    fields: dict[Shown, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    name: str = ""
    seen: Seconds = 0
    """Stripe's time of the look this is decided from."""

    @property
    def standings(self) -> frozenset[Standing]:
        """Name everything that is true."""
        return frozenset(reason.standing for reason in self.reasons)


def wanted(payers: Sequence[Payer], rules: LocationRules) -> Wanted:
    """Say what a contact of these payers is to show."""
    seen = sight(payers, rules)
    why = tuple(reasons(seen))
    zone = ZoneInfo(rules.timezone)
    everything = {
        Shown.CUSTOMER: _joined(payer.id for payer in payers if not payer.deleted),
        Shown.SUBSCRIPTION: _joined(one.id for one in seen.live or seen.gone[:1]),
        Shown.STATUS: _status(seen),
        Shown.PLAN: " + ".join(dict.fromkeys(_called(one, rules) for one in seen.live)),
        Shown.NEXT_CHARGE: _next_charge(seen, zone),
        Shown.CARD: _card(seen),
        Shown.LAST_FAILURE: _last_failure(seen, zone),
        Shown.PAYMENT_LINK: _link(seen, why, rules),
    }
    return Wanted(
        fields={shown: everything[shown] for shown in rules.fields},
        reasons=why,
        name=next((payer.name for payer in payers if payer.name), "") if rules.names else "",
        seen=seen.seen,
    )


def _status(seen: Sight) -> str:
    """Take Stripe's word, except where it says less than people want to know."""
    if not seen.live:
        return seen.gone[0].status if seen.gone else ""
    lead = seen.live[0]
    if lead.status in ("active", "trialing"):
        if lead.paused:
            return "paused"
        if lead.ends is not None:
            return "ending"
    return lead.status


def _called(one: Subscribed, rules: LocationRules) -> str:
    named = (rules.plan_names[plan] for plan in one.plans if plan in rules.plan_names)
    return next(named, one.plan)


def _next_charge(seen: Sight, zone: ZoneInfo) -> str:
    due = [one.next_charge for one in seen.live if one.next_charge is not None]
    return _day(min(due), zone) if due else ""


def _card(seen: Sight) -> str:
    """Say what is on file and whether it will do; nothing where nothing is going to be charged."""
    judgement = next(iter(seen.verdicts), None)
    if judgement is None:
        return ""
    worst = next((each for each in seen.verdicts if not isinstance(each[0], Chargeable)), judgement)
    verdict, method, _ = worst
    if method is None:
        return "none"
    what = f"{method.brand or method.kind} {method.last4}".strip()
    match verdict:
        case Chargeable():
            return f"{what}: ok"
        case ToConfirm():
            return f"{what}: to be confirmed by the customer"
        case NotChargeable(why):
            return f"{what}: {why}"


def _last_failure(seen: Sight, zone: ZoneInfo) -> str:
    """Say when and in the bank's word, as long as something is owed."""
    failures = [each.failure for each in seen.failing if each.failure is not None]
    if not failures:
        return ""
    latest = max(failures, key=lambda each: each.at)
    return f"{_day(latest.at, zone)}: {_word(latest)}"


def _word(failure: Failure) -> str:
    """Repeat no word that accuses the customer: staff read it out (CONTRACTS.md §9.4)."""
    said = failure.decline or failure.code or "declined"
    return "declined" if said in ACCUSING else said


ACCUSING: Final = frozenset(
    {"fraudulent", "lost_card", "stolen_card", "pickup_card", "merchant_blacklist"}
    | {"highest_risk_level", "security_violation"}
)


def _link(seen: Sight, why: Sequence[Reason], rules: LocationRules) -> str:
    """Lead to the oldest debt, else to where the card is changed, else nowhere."""
    owed = next((each.link for each in seen.failing if each.link), "")
    if owed:
        return owed
    asked = {reason.standing for reason in why}
    return rules.billing_page if Standing.UPDATE_BILLING in asked else ""


def _day(at: Seconds, zone: ZoneInfo) -> str:
    return moment(at).astimezone(zone).date().isoformat()


def _joined(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
