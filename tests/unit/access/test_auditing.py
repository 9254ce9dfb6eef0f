"""KAJ-1, KAJ-4: who pays and has no access, who has access and does not pay: every audit of any
length tells the truth about both, and a repair makes them agree."""

from carryover.access.findings import Findings
from carryover.access.messages import Audit, Decide, Provide
from carryover.access.model import LinkState, Mark
from tests.unit.access.world import NOW, RULES, SITE, World

AUDIT = Audit(site=SITE)
REPAIR = Audit(site=SITE, repair=True)


def members(count: int) -> World:
    """So many pay for gold and have it; a page of everything holds two."""
    world = World()
    for number in range(count):
        world.billing.sells(f"sub_{number}", f"m{number}@example.com")
        world.hears(Provide(account="us", subscription=f"sub_{number}"), name=f"join{number}")
    return world


def found(world: World, name: str) -> Findings:
    findings = world.memory.audits.find(f"{name}-0")
    assert findings is not None
    return findings


def test_a_site_of_many_pages_is_read_by_a_chain_of_messages() -> None:
    world = members(25)

    world.hears(AUDIT, name="night")

    findings = found(world, "night")
    assert (findings.right, findings.wrong) == (25, 0)
    assert findings.ended is not None
    assert len(world.memory.audits.rows) >= 6, "13 pages of holders, 13 of subscriptions, 5 each"


def test_an_audit_under_way_tells_what_it_found_so_far() -> None:
    world = members(25)

    world.hears(AUDIT, name="night", only=1)

    assert found(world, "night").ended is None


def test_a_payer_nobody_ever_linked_is_found_and_given_their_offer() -> None:
    """The news of the subscription was lost altogether."""
    world = members(3)
    world.billing.sells("sub_lost", "lost@example.com", "price_silver")

    world.hears(REPAIR, name="night")
    assert found(world, "night").pays_without == ("us/sub_lost",)

    world.hears(AUDIT, name="morning")
    assert found(world, "morning").wrong == 0
    assert world.kajabi.grants[-1][1] == "silver"


def test_access_that_was_given_and_is_gone_is_a_farewell_to_a_repair_as_to_the_poll() -> None:
    """The poll could not look, or has not come by yet: given again, nobody would ever see it."""
    world = members(3)
    world.kajabi.held["c2"].clear()

    world.hears(REPAIR, name="night").hears(AUDIT, name="morning")

    assert found(world, "night").pays_without == ("us/sub_1",)
    assert [name for name, _ in world.billing.ends] == ["sub_1"]
    assert found(world, "morning").wrong == 0, "until the period ends they see what they paid for"


def test_what_is_gone_and_unclear_is_not_given_again_before_a_person_decided() -> None:
    world = members(3)
    world.billing.sells("sub_two", "m1@example.com")
    world.hears(Provide(account="us", subscription="sub_two"), name="two")
    world.kajabi.held["c2"].clear()

    world.hears(REPAIR, name="night")

    assert world.billing.ends == []
    assert world.kajabi.held["c2"] == set()
    assert "pays for 2 subscriptions" in world.doubts[0]


def test_a_repair_whose_orders_overtake_its_questions_gives_nothing_again() -> None:
    world = members(3)
    world.kajabi.held["c2"].clear()

    world.hears(Provide(account="us", subscription="sub_1", again=True), name="first")

    assert world.kajabi.held["c2"] == set()
    assert world.outcomes[-1] == "asked first"


def test_a_person_gives_back_what_is_gone_without_anybody_being_asked() -> None:
    world = members(3)
    world.kajabi.held["c2"].clear()
    known = {"access": "give_back", "by": "sue", "why": "taken by mistake"}

    world.hears(Decide.model_validate({"account": "us", "subscription": "sub_1", **known}))

    assert world.kajabi.held["c2"] == {"gold"}
    assert world.billing.ends == []


def test_an_end_that_was_never_told_is_found_and_the_offer_taken() -> None:
    world = members(3)
    world.billing.becomes("sub_1", status="canceled")

    world.hears(REPAIR, name="night").hears(AUDIT, name="morning")

    assert found(world, "night").has_without_paying == ("us/sub_1",)
    assert world.kajabi.held["c2"] == set()
    assert found(world, "morning").wrong == 0


def test_who_has_an_offer_that_nobody_gave_is_a_persons_to_explain_and_keeps_it() -> None:
    world = members(3)
    world.kajabi.joins("c9", "guest@example.com")
    world.kajabi.held["c9"].add("gold")

    world.hears(REPAIR, name="night")

    assert found(world, "night").nobody_knows == ("c9",)
    assert world.kajabi.held["c9"] == {"gold"}


def test_who_was_given_another_offer_by_hand_is_not_explained_by_the_one_we_gave() -> None:
    world = members(1)
    world.kajabi.held["c1"].add("silver")

    world.hears(AUDIT, name="night")

    assert found(world, "night").nobody_knows == ("c1",)


def test_what_was_withheld_is_right_without_access_and_wrong_with_it() -> None:
    world = members(2)
    world.billing.is_paid("sub_0", "in_0", NOW)
    world.hears(world.billing.gives_back("in_0"))
    world.hears(AUDIT, name="night")
    link = world.links.rows["us", "sub_0"]
    world.links.rows["us", "sub_0"] = link.model_copy(update={"state": LinkState.GIVEN})

    world.hears(AUDIT, name="morning")

    assert found(world, "night").wrong == 0
    assert found(world, "morning").has_without_paying == ("us/sub_0",)


def test_a_moved_source_and_an_armed_target_are_no_disagreement() -> None:
    world = members(1)
    world.billing.becomes("sub_0", mark=Mark.MOVED, ends=True)
    world.billing.sells(
        "sub_new", "m0@example.com", account="intl", mark=Mark.ARMED, source="us/sub_0"
    )

    world.hears(AUDIT, name="night")

    assert found(world, "night").wrong == 0


def test_people_of_another_site_are_not_this_sites_business() -> None:
    world = members(1)
    world.billing.sells("sub_shop", "shop@example.com", "price_of_something_else")

    world.hears(AUDIT, name="night")

    assert (found(world, "night").right, found(world, "night").wrong) == (1, 0)


def test_at_night_every_site_that_can_be_asked_is_compared() -> None:
    world = members(3)
    world.billing.sells("sub_lost", "lost@example.com", "price_silver")

    world.hears(Audit(), name="night")

    findings = world.memory.audits.find(f"night-0:{SITE}")
    assert findings is not None
    assert (findings.right, findings.pays_without) == (3, ("us/sub_lost",))
    assert all(grant[1] != "silver" for grant in world.kajabi.grants), "nothing is mended"


def test_a_site_that_cannot_be_asked_is_nobodys_question_every_night() -> None:
    world = World(rules=RULES.model_copy(update={"route": "inbound"}))

    world.hears(Audit(), name="night")

    assert (world.doubts, world.outcomes) == ([], ["0 sites"])


def test_access_by_an_account_that_left_the_rules_is_found_and_left_alone() -> None:
    world = members(2)
    world.billing.sells("sub_far", "far@example.com", account="intl")
    world.hears(Provide(account="intl", subscription="sub_far"), name="far")
    world.rules = world.rules.model_copy(update={"accounts": ("us",)})

    world.hears(REPAIR, name="night")

    findings = found(world, "night")
    assert (findings.right, findings.wrong, findings.of_no_account) == (2, 1, ("intl/sub_far",))
    assert len(world.kajabi.grants) == 3
    assert world.kajabi.held["c3"] == {"gold"}


def test_who_left_and_goes_without_for_the_rest_of_the_period_rings_nobody_up() -> None:
    world = members(2)
    world.billing.becomes("sub_0", ends=True)
    world.kajabi.held["c1"].clear()
    world.kajabi.held["c2"].clear()

    world.hears(AUDIT, name="night")

    parts = world.memory.audits.rows.values()
    assert sum(part.disagreements for part in parts) == 1
    assert len(found(world, "night").pays_without) == 2


def test_the_same_message_twice_does_its_part_once() -> None:
    world = members(5)

    world.hears(REPAIR, name="night")
    asked = len(world.kajabi.asked)
    world.hears(REPAIR, name="night")

    assert world.outcomes[-1] == "done before"
    assert len(world.kajabi.asked) == asked


def test_whichever_effect_the_worker_dies_at_the_audit_ends_and_the_repair_is_whole() -> None:
    moments = 0
    while True:
        world = members(5)
        world.kajabi.held["c2"].clear()
        world.billing.becomes("sub_3", status="canceled")
        world.mortal.dies_at, world.mortal.moment = moments, 0

        world.hears(REPAIR, name="night")

        findings = found(world, "night")
        assert findings.ended is not None, f"died at moment {moments}"
        assert findings.pays_without == ("us/sub_1",)
        assert findings.has_without_paying == ("us/sub_3",)
        assert world.kajabi.held["c2"] == {"gold"}
        assert world.kajabi.held["c4"] == set()
        if not world.deaths:
            break
        moments += 1
    assert moments >= 10


def test_a_site_that_cannot_be_read_is_refused_with_a_sentence() -> None:
    world = World(rules=RULES.model_copy(update={"route": "inbound"}))

    world.hears(AUDIT, Audit(site="nowhere"))

    assert ["API key" in doubt for doubt in world.doubts] == [True, True]
