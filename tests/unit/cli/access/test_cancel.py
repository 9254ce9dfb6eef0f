"""Support ends a subscription by hand: seen first, one and no other, once (KAJ-5, KAJ-2)."""

from datetime import timedelta
from typing import Any

import pytest

from carryover.access.messages import Provide
from carryover.access.rules import Rules
from carryover.kernel.errors import Retryable
from carryover.replay.model import Deed
from tests.unit.cli.access.support import SITE, Support

ASK = ("--why", "asked by mail", "--by", "ada", "--yes")


@pytest.fixture
def support() -> Support:
    return Support()


def test_one_subscription_of_the_address_is_shown_and_ends_when_its_site_says(
    support: Support,
) -> None:
    """Stripe's search, which has no regard to case, lags by a minute."""
    sub = support.subscribes()
    support.stripes.days_pass(0.1)

    said = support.types("cancel", "--email", "ADA@example.com ", *ASK)

    assert said.code == 0, said.err
    assert support.seen(sub)["cancel_at_period_end"] is True
    assert f"us/{sub}" in said.out
    assert "$29.00 every month" in said.out
    assert "2026-02-05" in said.out
    assert "does not renew" in said.out


def test_the_message_is_the_one_every_cancellation_is_and_who_and_why_is_kept(
    support: Support,
) -> None:
    sub = support.subscribes()

    support.types("cancel", "--email", "ada@example.com", *ASK, "--no-wait")

    (order,) = support.sent()
    assert (order.task, order.subscription, order.ends) == ("access.cancel", sub, "period_end")
    assert (order.by, order.why) == ("ada", "asked by mail")
    (act,) = support.stage.audit.acts
    assert (act.deed, act.order.by) == (Deed.ACCESS_CANCEL_ASKED, "ada")


def test_a_dry_run_shows_everything_and_does_nothing(support: Support) -> None:
    sub = support.subscribes()

    said: Any = support.types(
        "cancel", "--email", "ada@example.com", "--why", "x", "--dry-run", "--json"
    )

    assert said.json["subscription"] == f"us/{sub}"
    assert (said.json["amount"], said.json["currency"]) == (2900, "usd")
    assert said.json["refund"] == "none: the owner refunds nothing"
    assert not support.sent()
    assert not support.stage.audit.acts


def test_of_two_subscriptions_none_is_guessed(support: Support) -> None:
    one, two = support.subscribes(), support.subscribes(account="intl", price=_intl(support))

    said = support.types("cancel", "--email", "ada@example.com", *ASK)

    assert said.code == 1
    assert f"--subscription us/{one} or intl/{two}" in said.err or (
        f"--subscription intl/{two} or us/{one}" in said.err
    )
    assert not support.sent()


def test_the_one_that_is_named_ends_and_the_other_goes_on(support: Support) -> None:
    one, two = support.subscribes(), support.subscribes()

    said = support.types("cancel", "--subscription", f"us/{one}", "--at-once", *ASK)

    assert said.code == 0, said.err
    assert support.seen(one)["status"] == "canceled"
    assert support.seen(two)["cancel_at_period_end"] is False


def test_a_subscription_that_is_named_must_be_paid_by_the_address(support: Support) -> None:
    sub = support.subscribes()

    said = support.types(
        "cancel", "--subscription", f"us/{sub}", "--email", "eve@example.com", *ASK
    )

    assert said.code == 1
    assert "paid for by another address" in said.err
    assert not support.sent()


def test_at_once_also_ends_what_was_to_end_with_its_period(support: Support) -> None:
    sub = support.subscribes()
    support.stops(sub, cancel_at_period_end=True)

    said = support.types("cancel", "--email", "ada@example.com", "--at-once", *ASK)

    assert said.code == 0, said.err
    assert support.seen(sub)["status"] == "canceled"


def test_what_ends_already_is_said_and_not_ended_again(support: Support) -> None:
    sub = support.subscribes()
    support.types("cancel", "--email", "ada@example.com", *ASK)

    again = support.types("cancel", "--email", "ada@example.com", *ASK)

    assert (again.code, f"us/{sub} ends already, on 2026-02-05" in again.out) == (0, True)
    assert len(support.stage.audit.acts) == 1


def test_of_somebody_who_was_moved_only_what_bills_now_is_meant(support: Support) -> None:
    old = support.subscribes()
    mark = {"comment": "carryover:acme"}
    support.stops(old, cancel_at_period_end=True, cancellation_details=mark)
    new = support.subscribes(account="new", price=_price(support, "new"))

    said = support.types("cancel", "--email", "ada@example.com", "--at-period-end", *ASK)

    assert said.code == 0, said.err
    assert support.seen(new, "new")["cancel_at_period_end"] is True
    named = support.types("cancel", "--subscription", f"us/{old}", *ASK)
    assert (named.code, "was moved to another account" in named.err) == (1, True)


def test_in_mid_move_nothing_is_done(support: Support) -> None:
    later = support.stripes.world.clock + 20 * 86_400
    support.subscribes(
        account="new",
        price=_price(support, "new"),
        metadata={"carryover_source": "us/sub_gone"},
        cancel_at_period_end=True,
        billing_cycle_anchor=later,
        proration_behavior="none",
    )

    said = support.types("cancel", "--email", "ada@example.com", *ASK)

    assert (said.code, "try again in a few minutes" in said.err) == (1, True)


def test_of_two_that_end_anyway_none_is_ended_at_once_by_guess(support: Support) -> None:
    for sub in (support.subscribes(), support.subscribes()):
        support.stops(sub, cancel_at_period_end=True)

    said = support.types("cancel", "--email", "ada@example.com", "--at-once", *ASK)

    assert (said.code, "2 subscriptions may be meant" in said.err) == (1, True)
    assert not support.sent()


def test_an_old_subscription_that_ended_does_not_hide_one_that_is_being_moved(
    support: Support,
) -> None:
    old, ancient = support.subscribes(), support.subscribes()
    support.stripes.end("us", ancient)
    mark = {"comment": "carryover:acme"}
    support.stops(old, cancel_at_period_end=True, cancellation_details=mark)

    said = support.types("cancel", "--email", "ada@example.com", *ASK)

    assert (said.code, "goes on billing there" in said.err) == (1, True)


def test_of_somebody_moved_whose_target_ended_that_end_is_told(support: Support) -> None:
    old = support.subscribes()
    mark = {"comment": "carryover:acme"}
    support.stops(old, cancel_at_period_end=True, cancellation_details=mark)
    source = {"carryover_source": f"us/{old}"}
    new = support.subscribes(account="new", price=_price(support, "new"), metadata=source)
    support.stripes.end("new", new)

    said = support.types("cancel", "--email", "ada@example.com", "--at-once", *ASK)

    assert (said.code, f"new/{new} ended" in said.out) == (0, True), said


def test_an_unknown_address_is_told_with_a_similar_one(support: Support) -> None:
    sub = support.subscribes("ada@example.com")

    said = support.types("cancel", "--email", "ada+course@example.com", *ASK)

    assert said.code == 1
    assert f"a similar address pays for us/{sub}" in said.err
    assert not support.sent()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "say who"),
        (("--email", "ada"), "is no e-mail address"),
        (("--email", "a da@example.com"), "is no e-mail address"),
        (("--subscription", "sub_1"), "write it like us/sub_123"),
        (("--subscription", "mars/sub_1"), "there is no account mars"),
        (("--subscription", "us/sub_none"), "Stripe knows no sub_none"),
        (("--email", "nobody@example.com"), "nobody with the address"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence_and_nothing_is_sent(
    support: Support, words: tuple[str, ...], sentence: str
) -> None:
    said = support.types("cancel", *words, *ASK)

    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert not support.sent()


def test_both_ways_of_ending_contradict_each_other(support: Support) -> None:
    support.subscribes()

    said = support.types(
        "cancel", "--email", "ada@example.com", "--at-once", "--at-period-end", *ASK
    )

    assert (said.code, "contradict" in said.err) == (1, True)


def test_where_no_rule_says_when_a_person_has_to(support: Support) -> None:
    sub = support.subscribes()
    support.rules.put(Rules())

    said = support.types("cancel", "--email", "ada@example.com", *ASK)
    decided = support.types("cancel", "--email", "ada@example.com", "--at-period-end", *ASK)

    assert (said.code, "add --at-once or --at-period-end" in said.err) == (1, True)
    assert (decided.code, support.seen(sub)["cancel_at_period_end"]) == (0, True)


def test_a_script_that_cannot_be_asked_has_to_say_yes(support: Support) -> None:
    support.subscribes()

    said = support.types("cancel", "--email", "ada@example.com", "--why", "x")

    assert (said.code, "--yes" in said.err) == (1, True)
    assert not support.sent()


def test_while_kajabi_is_down_it_works_all_the_same(support: Support) -> None:
    sub = support.subscribes()
    support.kajabi.down = True
    support.titles.error = Retryable("Kajabi answers 503")

    said = support.types("cancel", "--email", "ada@example.com", *ASK)

    assert (said.code, support.seen(sub)["cancel_at_period_end"]) == (0, True)


def test_a_worker_that_does_not_answer_is_said_with_what_to_do(support: Support) -> None:
    support.subscribes()
    support.idle = True

    said = support.types("cancel", "--email", "ada@example.com", "--patience", "3", *ASK)

    assert said.code == 1
    assert "no answer yet" in said.err
    assert len(support.sent()) == 1


def test_what_happens_to_the_access_is_foretold(support: Support) -> None:
    sub = support.subscribes()
    support.worker_hears(Provide(account="us", subscription=sub))

    said = support.types("cancel", "--email", "ada@example.com", "--why", "x", "--dry-run")

    assert f"2150 at {SITE} ends on 2026-02-05, unless another of theirs opens it" in said.out


def test_what_is_given_back_is_foretold_and_is_what_the_worker_gives(support: Support) -> None:
    site = support.rules.rules.sites[SITE]
    support.rules.put(Rules(sites={SITE: site.model_copy(update={"refund": "unused"})}))
    sub = support.subscribes()
    support.stripes.days_pass(15.5)
    support.stage.now += timedelta(days=15.5)
    words = ("cancel", "--subscription", f"us/{sub}", "--at-once", *ASK, "--json")

    before = support.types(*words, "--dry-run").json["refund"]
    support.types(*words)
    support.time_passes(timedelta(seconds=1))

    (refund,) = support.stripes.of("us", "refund")
    assert (before, refund["amount"]) == ("$14.50 by the site's rules", 1450)


def test_who_it_is_is_shown_only_on_record(support: Support) -> None:
    support.subscribes()
    words = ("cancel", "--email", "ada@example.com", "--why", "x", "--dry-run", "--by", "ana")

    assert "Lovelace" not in support.types(*words).out
    assert "Lovelace" in support.types(*words, "--reveal").out

    (act,) = support.stage.audit.acts
    assert (act.deed, act.order.by) == (Deed.PERSONAL_DATA_REVEALED, "ana")


def _price(support: Support, account: str) -> str:
    return support.stripes.price(account)


def _intl(support: Support) -> str:
    return _price(support, "intl")
