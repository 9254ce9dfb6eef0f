"""Everyone a migration moved is given their access: once, without a letter, resumable (KAJ-1)."""

from typing import Any

import pytest

from carryover.access.messages import Provide
from carryover.migration.model import Move, Run, State
from carryover.replay.model import Deed
from tests.fakes.stage import NOON
from tests.unit.cli.access.support import GOLD, SITE, Support

RUN = "acme"
ASK = ("provision", "--run", RUN, "--why", "after wave 3", "--by", "ada")


@pytest.fixture
def support() -> Support:
    support = Support()
    support.runs.approve(
        Run(
            name=RUN,
            target="new",
            sources=("us",),
            plan="p1",
            rules="{}",
            approved_by="ada",
            why="right",
            approved_at=NOON,
        )
    )
    support.gold = support.stripes.price("new")
    support.opens(support.gold, GOLD)
    return support


def moved(support: Support, email: str, state: State = State.MOVED, **more: Any) -> str:
    """Have somebody moved; answer their subscription in the target."""
    price = more.pop("price", support.gold)
    target = support.subscribes(email, "new", price=price, **more)
    source = f"sub_{email.partition('@')[0]}"
    support.moves.save(
        Move(run=RUN, account="us", subscription=source, wave=1, state=state, target=target)
    )
    return target


def test_everyone_who_was_moved_is_given_it_once_and_gets_no_letter(support: Support) -> None:
    targets = [moved(support, f"m{number}@example.com") for number in range(7)]

    said = support.types(*ASK, "--yes", "--json")

    assert (said.code, said.json["fates"]["given"]) == (0, 7)
    assert len(support.kajabi.grants) == 7
    assert not support.kajabi.mails
    assert all(support.links.find("new", target) for target in targets)


def test_what_was_given_is_not_asked_for_again(support: Support) -> None:
    moved(support, "ada@example.com")
    support.types(*ASK, "--yes")
    moved(support, "ben@example.com")

    again = support.types(*ASK, "--yes", "--json")

    fates = again.json["fates"]
    assert (fates["given"], fates["given_before"]) == (1, 1)
    assert len(support.kajabi.grants) == 2


def test_stopped_in_the_middle_the_same_command_goes_on(
    support: Support, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        moved(support, f"m{number}@example.com")
    whole = support.time_passes

    def pressed(length: Any) -> None:
        whole(length)
        if len(support.kajabi.grants) >= 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(support, "time_passes", pressed)
    stopped = support.types(*ASK, "--yes", "--in-flight", "3")
    monkeypatch.setattr(support, "time_passes", whole)

    again = support.types(*ASK, "--yes", "--json")

    assert stopped.code == 130
    assert "what was done so far stays done" in stopped.err
    assert again.json["fates"]["given"] + again.json["fates"]["given_before"] == 6
    assert len(support.kajabi.grants) == 6


def test_the_worker_never_has_more_than_a_handful_before_a_cancellation(support: Support) -> None:
    for number in range(9):
        moved(support, f"m{number}@example.com")

    support.types(*ASK, "--yes", "--in-flight", "4")

    assert support.most_waiting == 4
    assert len(support.kajabi.grants) == 9


def test_moved_sources_and_armed_targets_are_left_alone(support: Support) -> None:
    later = support.stripes.world.clock + 20 * 86_400
    armed: dict[str, Any] = {
        "metadata": {"carryover_source": "us/sub_armed"},
        "cancel_at_period_end": True,
        "billing_cycle_anchor": later,
        "proration_behavior": "none",
    }
    moved(support, "armed@example.com", **armed)
    moved(support, "moving@example.com", State.MOVING)
    moved(support, "held@example.com", State.HELD)

    said = support.types(*ASK, "--yes", "--json")

    assert (said.code, said.json["moved"]) == (0, 1)
    assert said.json["fates"]["not_paying"] == 1
    assert said.json["not_moved"] == {"held": 1, "moving": 1}
    assert not support.kajabi.grants


def test_who_is_left_is_told_with_the_reason(support: Support) -> None:
    target = moved(support, "twin@example.com")
    support.kajabi.joins("c1", "twin@example.com")
    support.kajabi.joins("c2", "TWIN@example.com")
    free = support.stripes.price("new", 100)
    nothing = moved(support, "free@example.com", price=free)

    said = support.types(*ASK, "--yes")

    assert said.code == 1
    assert f"new/{target}" in said.out
    assert "Several contacts have its address: c1, c2." in said.out
    assert f"new/{nothing}" in said.out
    assert free in said.out


def test_a_dry_run_says_who_would_be_given_what_and_sends_nothing(support: Support) -> None:
    moved(support, "ada@example.com")
    moved(support, "free@example.com", price=support.stripes.price("new", 100))

    said = support.types(*ASK, "--dry-run", "--json")

    assert (said.json["fates"]["to_give"], said.json["fates"]["opens_nothing"]) == (1, 1)
    assert not support.sent()
    assert not support.stage.audit.acts


def test_who_wants_it_and_why_is_kept_and_the_question_says_whether_mail_goes_out(
    support: Support,
) -> None:
    moved(support, "ada@example.com")

    unsaid = support.types(*ASK)
    support.types(*ASK, "--yes")

    assert (unsaid.code, "--yes" in unsaid.err) == (1, True)
    (act,) = support.stage.audit.acts
    assert (act.deed, act.order.by) == (Deed.ACCESS_PROVISION_ASKED, "ada")


def test_a_site_that_refuses_its_key_stops_the_run_at_once(support: Support) -> None:
    for number in range(9):
        moved(support, f"m{number}@example.com")
    support.kajabi.refuses = True

    said = support.types(*ASK, "--yes")

    assert said.code == 1
    assert f"site {SITE}: Kajabi refuses the key" in said.err
    assert len(support.stage.desk.cases) == 1


@pytest.mark.parametrize(
    ("run", "sentence"),
    [("nobody", "there is no migration nobody: acme"), (RUN, "no site's rules")],
)
def test_what_cannot_be_is_a_sentence(support: Support, run: str, sentence: str) -> None:
    support.rules.put(support.rules.rules.model_copy(update={"sites": {}}))

    said = support.types("provision", "--run", run, "--why", "x", "--yes")

    assert (said.code, sentence in said.err) == (1, True)


def test_somebody_with_access_by_the_source_keeps_exactly_that_one_grant(support: Support) -> None:
    source = support.subscribes("ada@example.com")
    support.worker_hears(Provide(account="us", subscription=source))
    moved(support, "ada@example.com")

    said = support.types(*ASK, "--yes", "--json")

    assert said.json["fates"]["given"] == 1
    assert support.kajabi.grants == [("c1", GOLD)]
    assert not support.kajabi.mails
