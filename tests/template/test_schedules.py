"""The clock's messages are written in the template, where no type checks them (DESIGN §1)."""

import json
from typing import Any

import pytest

from carryover.access.messages import AccessEnvelope
from carryover.crm.messages import CrmEnvelope
from carryover.dunning.messages import DunningEnvelope
from carryover.kernel.messages import Envelope
from carryover.migration.messages import RecreationEnvelope
from carryover.sync.messages import SyncEnvelope
from events.clock import SAID, scheduled
from tests.template.blueprint import name_in, of_type

READ_AS: dict[str, type[Envelope[Any]]] = {
    "ScheduledSyncQueue": SyncEnvelope,
    "AccessPollQueue": AccessEnvelope,
    "CrmQueue": CrmEnvelope,
    "DunningQueue": DunningEnvelope,
    "SubscriptionRecreationQueue": RecreationEnvelope,
}
GOLDEN = {golden["body"]["task"]: golden for _, golden in scheduled()}
SCHEDULES = of_type("AWS::Scheduler::Schedule")


@pytest.mark.parametrize("name", SCHEDULES)
def test_what_the_clock_says_is_what_the_worker_reads(name: str) -> None:
    target = SCHEDULES[name]["Target"]
    letter = READ_AS[name_in(target["Arn"])]

    said = letter.model_validate_json(
        target["Input"].replace("<aws.scheduler.scheduled-time>", SAID)
    )

    assert said == letter.model_validate_json(json.dumps(GOLDEN[said.body.task]))


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_hour_has_a_message_of_its_own(name: str) -> None:
    """Else the second one would be taken for the first, and not be worked."""
    said = json.loads(SCHEDULES[name]["Target"]["Input"])

    assert "<aws.scheduler.scheduled-time>" in said["id"]


def test_every_golden_schedule_is_one() -> None:
    told = {
        json.loads(schedule["Target"]["Input"])["body"]["task"] for schedule in SCHEDULES.values()
    }

    assert told == set(GOLDEN)


def test_kajabi_is_asked_every_minute_for_what_no_hook_said() -> None:
    """KAJ-2: a deactivated purchase or a revoked grant is found within 60 seconds."""
    assert SCHEDULES["AccessPollSchedule"]["ScheduleExpression"] == "rate(1 minute)"


def test_who_pays_is_held_against_who_has_access_every_night_and_nothing_is_mended() -> None:
    """KAJ-5."""
    said = json.loads(SCHEDULES["AccessAuditSchedule"]["Target"]["Input"])["body"]

    assert SCHEDULES["AccessAuditSchedule"]["ScheduleExpression"] == "cron(40 3 * * ? *)"
    assert said == {"task": "access.audit", "site": None, "repair": False}
