"""Keys are checked before they are worked with, and nothing is written by it (MIG-1, MIG-5, MIG-13,
OPS-6)."""

from pathlib import Path

import pytest

from carryover.migration.access.check import Checked, Finding, Seat, Weight, check, together
from carryover.migration.access.needs import ENDPOINTS, Role, boxes, needs
from carryover.migration.snapshot.kinds import WANTED
from carryover.ports.stripe_permissions import BOXES, permission, slug
from tests.unit.migration.access.keyring import Keyring, ticked

GUIDE = Path(__file__).parents[4] / "docs/migration/accounts.md"
US, NEW = Seat("us", Role.SOURCE), Seat("new-us", Role.TARGET)

BOTH = [Role.SOURCE, Role.TARGET]


@pytest.fixture
def ring() -> Keyring:
    return Keyring()


def checked(ring: Keyring, seat: Seat, *, read_only: bool = False) -> Checked:
    return check(ring.stripe, ring.stripe, seat, read_only=read_only)


def problems(found: Checked | tuple[Finding, ...]) -> list[str]:
    findings = found.findings if isinstance(found, Checked) else found
    return [each.sentence for each in findings if each.weight is Weight.PROBLEM]


@pytest.mark.parametrize("role", BOTH)
def test_a_key_with_exactly_what_we_ask_for_is_enough(ring: Keyring, role: Role) -> None:
    ring.opens("us", "rk_test_us", ticked(role))

    found = checked(ring, Seat("us", role))

    assert found.findings == ()
    assert found.identity is not None
    assert (found.identity.restricted, found.identity.livemode) == (True, False)


@pytest.mark.parametrize("role", BOTH)
def test_a_key_that_only_reads_is_enough_to_look(ring: Keyring, role: Role) -> None:
    ring.opens("us", "rk_test_us", ticked(role, read_only=True))

    assert checked(ring, Seat("us", role), read_only=True).findings == ()
    assert problems(checked(ring, Seat("us", role)))


CASES = [(role, need) for role in BOTH for need in boxes(role).values()]


@pytest.mark.parametrize(("role", "need"), CASES, ids=lambda case: getattr(case, "box", case))
def test_each_missing_permission_is_named_with_its_reason(
    ring: Keyring, role: Role, need: object
) -> None:
    wanted = boxes(role)
    (missing,) = [each for each in wanted.values() if each == need]
    rest = ticked(role)
    rest[BOXES[missing.resource].slug] = "none"
    ring.opens("us", "rk_test_us", rest)

    found = checked(ring, Seat("us", role))

    told = [each for each in found.findings if f"“{missing.box}”: {missing.why}." in each.sentence]
    assert [each.weight for each in told] == [
        Weight.WARNING if missing.optional else Weight.PROBLEM
    ]


@pytest.mark.parametrize("role", BOTH)
def test_nothing_is_written_by_looking_what_may_be_written(ring: Keyring, role: Role) -> None:
    account = ring.opens("us", "sk_test_us")

    checked(ring, Seat("us", role))

    assert not any(account.store.kinds.values())
    assert not list(account.events)


def test_a_key_that_may_do_everything_is_warned_of(ring: Keyring) -> None:
    ring.opens("us", "sk_test_us")

    (finding,) = checked(ring, US).findings

    assert finding.weight is Weight.WARNING
    assert "may do everything" in finding.sentence
    assert "accounts permissions us" in finding.sentence


def test_a_missing_key_says_which_variable_to_set(ring: Keyring) -> None:
    found = checked(ring, NEW)

    assert found.identity is None
    assert problems(found) == ["Set CARRYOVER_STRIPE_KEY_NEW_US to its key."]


def test_a_revoked_key_is_one_sentence(ring: Keyring) -> None:
    ring.holds("us", "rk_test_revoked")

    (sentence,) = problems(checked(ring, US))

    assert "revoked, expired or mistyped" in sentence
    assert "rk_test_revoked" not in sentence


def test_a_key_of_another_account_is_refused(ring: Keyring) -> None:
    account = ring.opens("us", "rk_test_us", ticked(Role.SOURCE))

    found = checked(ring, Seat("us", Role.SOURCE, known="acct_ofSomebodyElse"))

    (sentence,) = problems(found)
    assert sentence.startswith(f"The key of us opens the account {account.id}")
    assert not problems(checked(ring, Seat("us", Role.SOURCE, known=account.id)))


def test_a_key_that_may_not_read_its_account_still_tells_whose_it_is(ring: Keyring) -> None:
    account = ring.opens("us", "rk_test_us", {**ticked(Role.SOURCE), "accounts_kyc_basic": "none"})

    found = checked(ring, US)

    assert found.identity is not None
    assert found.identity.id == account.id, "Stripe's refusal names it"
    assert problems(found) == []


def test_live_and_test_mode_are_never_mixed(ring: Keyring) -> None:
    ring.opens("us", "rk_live_us", ticked(Role.SOURCE))
    ring.opens("new-us", "rk_test_new", ticked(Role.TARGET))

    found = together([checked(ring, US), checked(ring, NEW)])

    (sentence,) = problems(found)
    assert "us in live mode, new-us in test mode" in sentence


def test_a_migration_in_test_mode_is_told_so_once(ring: Keyring) -> None:
    ring.opens("us", "rk_test_us", ticked(Role.SOURCE))
    ring.opens("new-us", "rk_test_new", ticked(Role.TARGET))

    (finding,) = together([checked(ring, US), checked(ring, NEW)])

    assert (finding.account, finding.weight) == ("new-us and us", Weight.WARNING)


def test_a_source_that_is_the_target_is_refused_whatever_it_is_called(ring: Keyring) -> None:
    ring.opens("us", "rk_test_us", ticked(Role.TARGET))
    ring.holds("new-us", "rk_test_us")

    found = together([checked(ring, US), checked(ring, NEW)])

    assert "us and new-us are one and the same account" in problems(found)[0]


@pytest.mark.parametrize("kind", [each for each in WANTED if not each.optional], ids=str)
def test_whatever_the_snapshot_reads_is_asked_for(kind: object) -> None:
    (wanted,) = [each for each in WANTED if each == kind]
    asked = {BOXES[need.resource].slug for need in needs(Role.SOURCE, read_only=True)}

    assert BOXES[wanted.path.split("/")[0]].slug in asked


def test_the_only_thing_written_at_a_source_is_its_subscriptions() -> None:
    written = [need.resource for need in needs(Role.SOURCE) if need.level.value == "Write"]

    assert sorted(written) == ["invoices", "subscriptions"]
    assert "previews" in next(n for n in needs(Role.SOURCE) if n.path.endswith("preview")).why


def test_boxes_are_called_as_in_the_dashboard_and_in_its_links() -> None:
    assert ENDPOINTS.box == "Webhook Endpoints: Write"
    assert permission("something_new", ENDPOINTS.level) == "something_new: Write"
    assert slug("prices", ENDPOINTS.level) == "rak_plan_write"


@pytest.mark.parametrize("role", BOTH)
def test_the_guide_names_every_box_and_no_other(role: Role) -> None:
    heading = {Role.SOURCE: "### A source", Role.TARGET: "### The target"}[role]
    section = GUIDE.read_text(encoding="utf-8").split(heading)[1].split("\n#")[0]
    named = {
        line.split("|")[1].strip()
        for line in section.splitlines()
        if line.startswith("|") and ": " in line.split("|")[1]
    }

    assert named == {need.box for need in boxes(role).values()}
