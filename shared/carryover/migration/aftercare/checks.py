"""The checks that check themselves."""

from collections.abc import Iterator

from carryover.kernel.clock import moment
from carryover.migration.aftercare.ground import Ground
from carryover.migration.aftercare.result import Outcome, Result, failed, passed, waiting
from carryover.migration.aftercare.tail import DISPUTABLE, counted
from carryover.migration.model import State, Thing


def another_account(ground: Ground) -> Result:
    """Two aliases may lead to one account, and a key to the wrong mode."""
    target = ground.account(ground.run.target).get("id")
    for source in ground.run.sources:
        if ground.account(source).get("id") == target:
            return failed(f"{source} and {ground.run.target} are the same account, {target}.")
    modes = {each: _live(ground, each) for each in (ground.run.target, *ground.run.sources)}
    told = {mode for mode in modes.values() if mode is not None}
    if len(told) > 1:
        return failed(f"Some keys are live, some are of test mode: {modes}.")
    return passed()


def target_open(ground: Ground) -> Result:
    """docs.stripe.com/api/accounts/object: what is missing is on the Dashboard's home page."""
    found = ground.account(ground.run.target)
    shut = [name for name in ("charges_enabled", "payouts_enabled") if not found.get(name)]
    return (
        failed(f"Stripe says {' and '.join(shut)}: no. Complete the account.") if shut else passed()
    )


def cards_mapped(ground: Ground) -> Result:
    """Coverage is the business of ``cards``; here only whether there is a mapping at all."""
    pairs = ground.ids.all(ground.run.name)
    if any(old.kind is Thing.CUSTOMER for old, _ in pairs):
        return passed()
    return failed("No customer is mapped. Read in Stripe's file: carryover migrate cards import.")


def target_speaks(ground: Ground) -> Result:
    """An endpoint without a version of its own speaks the account's, which somebody may change."""
    found = list(ground.every(ground.run.target, "webhook_endpoints"))
    enabled = [each for each in found if each["status"] == "enabled"]
    if not enabled:
        return failed(
            f"{ground.run.target} has no webhook endpoint: carryover migrate cutover apply."
        )
    loose = [each["url"] for each in enabled if not each.get("api_version")]
    return failed(f"No version is pinned for {', '.join(loose)}.") if loose else passed()


def nothing_stuck(ground: Ground) -> Result:
    """The sweeper finishes what is between two steps within minutes."""
    states = ground.tally.states
    under_way = states[State.MOVING] + states[State.ROLLING_BACK]
    if not under_way:
        return passed()
    return waiting(f"{under_way} are under way. If the number stays, look at the dead letters.")


def no_doubts(ground: Ground) -> Result:
    """What the system refused to guess about this run."""
    open_ = ground.doubts
    if not open_:
        return passed()
    first = open_[0].doubt
    return failed(f"{len(open_)} wait for a person, first {first.subject}: {first.sentence}")


def one_owner(ground: Ground) -> Result:
    """Read live from every account."""
    billing = ground.billing
    counts = ", ".join(f"{owner} {count}" for owner, count in sorted(billing.counts.items()))
    if not billing.trouble:
        return passed(counts)
    first = billing.troubles[0]
    return failed(
        f"{billing.trouble} need somebody ({counts}), first {first.account}/{first.subscription}: "
        f"{first.sentence}"
    )


def all_begun(ground: Ground) -> Result:
    """What waits has a date to look again."""
    left = ground.tally.states[State.WAITING]
    return waiting(f"{left} have not begun.") if left else passed()


def nothing_held(ground: Ground) -> Result:
    """Held ones bill at the source, so the source cannot be closed."""
    count, some = ground.tally.states[State.HELD], ground.tally.held
    if not count:
        return passed()
    first = some[0]
    told = f"{count} are held, first {first.account}/{first.subscription}: {first.sentence}"
    return Result(Outcome.BY_HAND, f"{told} Say what becomes of them.")


def renewals_seen(ground: Ground) -> Result:
    """Yearly plans take a year."""
    left = ground.tally.states[State.MOVED]
    return waiting(f"{left} have moved and not renewed yet.") if left else passed()


def nobody_left(ground: Ground) -> Result:
    """Whatever is not over may still bill."""
    left = {account: seen.living for account, seen in ground.running.items() if seen.living}
    told = ", ".join(f"{account} {count}" for account, count in left.items())
    return waiting(f"Subscriptions that are not over: {told}.") if left else passed()


def tail_is_zero(ground: Ground) -> Result:
    """See ``tail`` for each."""
    told = [f"{account}: {sentence}" for account in ground.run.sources
            for sentence in _left(ground, account)]  # fmt: skip
    return waiting("; ".join(told)) if told else passed()


def paid_out(ground: Ground) -> Result:
    """docs.stripe.com/api/balance: available and pending; a debt must be paid, too."""
    told = []
    for account in ground.run.sources:
        found = ground.stripe.get(account, "balance") or {}
        told += [f"{account} {each['amount']} {each['currency']} {place}"
                 for place in ("available", "pending") for each in found.get(place, [])
                 if each["amount"]]  # fmt: skip
    return waiting(f"Still there, in minor units: {', '.join(told)}.") if told else passed()


def past_disputes(ground: Ground) -> Result:
    """An account that is closed can neither answer a dispute nor refund."""
    last = {each: at for each, at in ground.charged_last.items() if at is not None}
    left = {each: at + DISPUTABLE for each, at in last.items() if at + DISPUTABLE > ground.now}
    told = ", ".join(f"{each} until {moment(at):%Y-%m-%d}" for each, at in left.items())
    return waiting(f"Keep open: {told}.") if left else passed()


def _live(ground: Ground, account: str) -> bool | None:
    """Objects show their mode, the account itself does not; an empty account shows none."""
    found = ground.some(account, "customers", {})
    return None if found is None else bool(found["livemode"])


def _left(ground: Ground, account: str) -> Iterator[str]:
    for kind, told in counted(ground.left[account]).items():
        if count := told["count"].total():
            amounts = ", ".join(f"{amount} {currency}"
                                for currency, amount in sorted(told["amount"].items()))  # fmt: skip
            yield f"{kind}: {count} ({amounts} in minor units)"
