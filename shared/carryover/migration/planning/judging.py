"""The judgement: can this subscription be recreated exactly?

Pure. The plan asks it about a snapshot, the mover about the live source again, so that a source
that has lived on is judged as it is. Whatever cannot be said exactly is held with a sentence;
guessing about money is forbidden.
"""

from pydantic import ValidationError

from carryover.kernel.clock import Seconds, moment
from carryover.migration.planning import anchoring, discount_findings, paying, timing
from carryover.migration.planning.codes import Code
from carryover.migration.planning.objections import objections
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.params import STOPPED
from carryover.migration.planning.rules import DAY, Rules
from carryover.migration.planning.seen import Seen
from carryover.migration.planning.spec import Spec
from carryover.migration.planning.specifying import amount, sale, specify
from carryover.migration.planning.unknown import of_fields
from carryover.migration.planning.verdict import (
    Blocked,
    Finding,
    Later,
    Movable,
    Reason,
    Stays,
    Verdict,
    Wait,
)
from carryover.migration.stripe_json import OVER

__all__ = ["Blocked", "Later", "Movable", "Reason", "Stays", "Verdict", "guard", "judge"]


def judge(seen: Seen, rules: Rules, *, now: Seconds) -> Verdict:
    """Say what is to become of it."""
    try:
        subscription = Subscription.model_validate(seen.subscription)
    except ValidationError as error:
        return Blocked((_unreadable(error),))
    return (
        _stays(subscription) or _not_begun(subscription) or _moves(subscription, seen, rules, now)
    )


def guard(seen: Seen, rules: Rules) -> Seconds:
    """How long before its boundary nothing is begun any more, in seconds. Raises ``ValueError`` for
    what ``judge`` calls unreadable."""
    return timing.guard(Subscription.model_validate(seen.subscription), rules)


def _stays(subscription: Subscription) -> Stays | None:
    if subscription.status in OVER:
        sentence = f"It is over ({subscription.status}): there is nothing to move."
        return Stays(sentence, Code.ENDED)
    said = subscription.cancellation_details
    comment = (None if said is None else said.comment) or ""
    if not _leaves(subscription):
        return None
    when = f"{moment(subscription.cancel_at or subscription.boundary):%Y-%m-%d}"
    if comment.startswith(STOPPED):
        run = comment.removeprefix(STOPPED)
        return Stays(f"It was moved by {run} and ends at the source on {when}.", Code.LEAVING)
    sentence = f"It is cancelled and ends at the source on {when}; it is not recreated."
    return Stays(sentence, Code.LEAVING)


def _leaves(subscription: Subscription) -> bool:
    """Tell whether it ends at the boundary or before."""
    at = subscription.cancel_at
    return subscription.cancel_at_period_end or (at is not None and at <= subscription.boundary)


def _not_begun(subscription: Subscription) -> Later | None:
    """Stripe gives a first payment 23 hours (docs.stripe.com/billing/subscriptions/overview)."""
    if subscription.status != "incomplete":
        return None
    sentence = "Its first payment is outstanding: it begins or expires within 23 hours."
    return Later(sentence, subscription.created + DAY, Code.INCOMPLETE)


def _moves(subscription: Subscription, seen: Seen, rules: Rules, now: Seconds) -> Verdict:
    found = [*objections(subscription, seen.subscription, rules), *of_fields(seen.subscription)]
    reasons: list[Finding] = [*found, *anchoring.objections(subscription)]
    reasons += paying.objections(subscription, amount(subscription))
    reasons += timing.findings(subscription, seen, rules, now)
    against = sale(subscription, seen, now)
    if not any(reason.code == Code.ANCHOR for reason in reasons):
        reasons += discount_findings.findings(subscription, against)
    if stops := tuple(each for each in reasons if isinstance(each, Reason)):
        return Blocked(stops)
    spec = specify(subscription, seen, against)
    return _later([each for each in reasons if isinstance(each, Wait)], spec) or Movable(spec)


def _later(waits: list[Wait], spec: Spec) -> Later | None:
    """Wait for what takes longest, and name what is the matter in the first place."""
    if not waits:
        return None
    until = max(each.until for each in waits)
    sentence = " ".join(each.sentence for each in waits)
    return Later(sentence, until, waits[0].code, spec)


def _unreadable(error: ValidationError) -> Reason:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"])) or "the whole"
    return Reason(
        code=Code.UNREADABLE,
        sentence=(
            f"It is not shown as Stripe's documentation says ({place}: {first['msg']}). Take the "
            "snapshot again; if that does not help, report it."
        ),
    )
