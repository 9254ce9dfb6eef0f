"""Secrets are remembered, but a rotation works at once and forgers cannot make us call AWS."""

from tests.unit.intake.doorstep import NEW, Doorstep


def test_the_safe_is_opened_once_for_many_deliveries() -> None:
    step = Doorstep()

    for _ in range(100):
        assert step.genuine() == 200

    assert step.safe.looks == 1


def test_a_new_secret_works_at_once() -> None:
    step = Doorstep()
    step.genuine()
    step.later(seconds=31)
    step.safe.secrets = {"us": ("whsec_newest", NEW)}

    assert step.genuine(secret="whsec_newest") == 200


def test_a_new_account_works_at_once() -> None:
    step = Doorstep()
    step.genuine()
    step.later(seconds=31)
    step.safe.secrets = {"us": (NEW,), "uk": ("whsec_uk",)}

    assert step.genuine(secret="whsec_uk", account="uk") == 200


def test_a_withdrawn_secret_is_believed_for_five_minutes_at_most() -> None:
    step = Doorstep()
    step.genuine()
    step.safe.secrets = {"us": ("whsec_newest",)}

    step.later(minutes=5)
    assert step.genuine(secret=NEW) == 200
    step.later(seconds=1)
    assert step.genuine(secret=NEW) == 400


def test_a_flood_of_forgeries_opens_the_safe_twice_a_minute() -> None:
    step = Doorstep()

    for _ in range(600):
        assert step.genuine(secret="whsec_guess") == 400
        assert step.genuine(account="nobody") == 404
        step.later(seconds=0.1)

    assert step.safe.looks <= 3


def test_forgeries_cannot_delay_a_rotation_beyond_the_pause() -> None:
    step = Doorstep()
    step.genuine(secret="whsec_guess")
    step.safe.secrets = {"us": ("whsec_newest",)}

    for _ in range(30):
        step.later(seconds=1)
        step.genuine(secret="whsec_guess")

    assert step.genuine(secret="whsec_newest") == 200


def test_a_stale_or_garbled_delivery_is_no_reason_to_look_again() -> None:
    step = Doorstep()
    step.genuine()
    step.later(seconds=31)

    step.knock("t=1,v1=00")
    step.knock("nonsense")

    assert step.safe.looks == 1


def test_a_safe_that_cannot_be_opened_is_our_failure() -> None:
    step = Doorstep()
    step.safe.locked = True

    assert step.genuine() == 503
    assert step.untouched

    step.safe.locked = False
    assert step.genuine() == 200


def test_deliveries_go_on_for_an_hour_while_the_safe_is_locked() -> None:
    step = Doorstep()
    step.genuine()
    step.safe.locked = True

    step.later(minutes=59)
    assert step.genuine() == 200
    step.later(minutes=2)
    assert step.genuine() == 503


def test_a_locked_safe_is_tried_twice_a_minute_while_we_live_on_what_we_hold() -> None:
    step = Doorstep()
    step.genuine()
    step.safe.locked = True
    step.later(minutes=6)

    for _ in range(60):
        assert step.genuine() == 200
        step.later(seconds=1)

    assert step.safe.looks <= 1 + 3


def test_a_forgery_during_an_outage_is_still_a_forgery() -> None:
    step = Doorstep()
    step.genuine()
    step.safe.locked = True
    step.later(seconds=31)

    assert step.genuine(secret="whsec_guess") == 400


def test_an_account_without_a_usable_secret_is_our_failure_and_verifies_nothing() -> None:
    step = Doorstep()
    step.safe.secrets = {"us": (), "intl": ("whsec_intl",)}

    assert step.genuine(secret="") == 503
    assert step.genuine(secret=NEW) == 503
    assert step.untouched
    assert step.genuine(secret="whsec_intl", account="intl") == 200


def test_a_blank_secret_verifies_nothing_even_if_it_slipped_through() -> None:
    step = Doorstep()
    step.safe.secrets = {"us": ("", " ", "\n")}

    for blank in ("", " ", "\n"):
        assert step.genuine(secret=blank) == 400
    assert step.untouched


def test_mending_a_broken_entry_works_at_once() -> None:
    step = Doorstep()
    step.safe.secrets = {"us": ()}
    step.genuine()
    step.later(seconds=30)
    step.safe.secrets = {"us": (NEW,)}

    assert step.genuine() == 200
