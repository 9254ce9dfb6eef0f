import json

import pytest

from carryover.edge import telemetry
from tests.template.blueprint import blueprint, folders, name_in, of_type, queues

ALARMS = of_type("AWS::CloudWatch::Alarm")


def watched() -> set[tuple[str, str]]:
    """Metric and what it is measured on."""
    return {
        (alarm["MetricName"], value if isinstance(value, str) else name_in(value))
        for alarm in ALARMS.values()
        for value in [alarm["Dimensions"][0]["Value"]]
    }


@pytest.mark.parametrize("queue", queues())
def test_a_dead_letter_rings(queue: str) -> None:
    dead_letters = f"{queue.removesuffix('Queue')}DeadLetters"

    assert ("ApproximateNumberOfMessagesVisible", dead_letters) in watched()


@pytest.mark.parametrize("queue", queues())
def test_a_message_that_waits_too_long_rings(queue: str) -> None:
    assert ("ApproximateAgeOfOldestMessage", queue) in watched()


@pytest.mark.parametrize(
    "failure",
    [
        ("5xx", "WebhookApi"),
        ("Errors", "StripeWebhook"),
        ("Errors", "KajabiWebhook"),
        ("Refused", "kajabi_webhook"),
        ("Errors", "HighLevelWebhook"),
        ("Refused", "highlevel_webhook"),
        ("OurFailure", "highlevel_webhook"),
        ("JournalFailures", "inbound"),
    ],
)
def test_a_failing_ingress_or_journal_rings(failure: tuple[str, str]) -> None:
    assert failure in watched()


def test_a_case_for_a_person_rings_whoever_opened_it() -> None:
    workers = {folder for folder in folders() if not folder.endswith("_webhook")}

    assert {("ReviewsOpened", worker) for worker in workers} <= watched()


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_says_what_is_wrong_and_where_to_read_on(name: str) -> None:
    alarm = ALARMS[name]

    assert "docs/runbooks/" in alarm["AlarmDescription"]
    assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    waits_for_life = alarm["ComparisonOperator"] == "LessThanThreshold"
    assert alarm["TreatMissingData"] == ("breaching" if waits_for_life else "notBreaching")


@pytest.mark.parametrize(
    ("name", "sign_of_life"),
    [
        ("SyncStandsStillAlarm", "SyncChecked"),
        ("MigrationSweepStandsStillAlarm", "MigrationSweeps"),
        ("AccessPollStandsStillAlarm", "AccessPolls"),
        ("CrmStandsStillAlarm", "CrmSweeps"),
        ("CrmPollStandsStillAlarm", "CrmPolls"),
        ("DunningStandsStillAlarm", "DunningSweeps"),
    ],
)
def test_silence_of_a_safety_net_rings(name: str, sign_of_life: str) -> None:
    alarm = ALARMS[name]

    assert (alarm["MetricName"], alarm["ComparisonOperator"]) == (sign_of_life, "LessThanThreshold")


@pytest.mark.parametrize(
    "trouble",
    [
        "MovesUnfinished",
        "MovesNearBoundary",
        "RenewalsMissed",
        "RenewalsDoubled",
        "RenewalsWrong",
    ],
)
def test_whoever_is_charged_twice_or_forgotten_rings(trouble: str) -> None:
    """MIG-6, MIG-9."""
    assert (trouble, "subscription_recreation") in watched()


def test_a_single_charge_that_went_wrong_is_enough_to_ring() -> None:
    for name in ("MovesNearBoundary", "RenewalsMissed", "RenewalsDoubled", "RenewalsWrong"):
        alarm = ALARMS[f"{name}Alarm"]

        assert (alarm["Threshold"], alarm["EvaluationPeriods"], alarm["Period"]) == (0, 1, 60)


def test_alarms_listen_where_the_functions_speak() -> None:
    namespaces = {alarm["Namespace"] for alarm in ALARMS.values()}
    ours = {namespace for namespace in namespaces if not namespace.startswith("AWS/")}
    told = blueprint()["Globals"]["Function"]["Environment"]["Variables"]

    assert ours == {telemetry.NAMESPACE} == {told["POWERTOOLS_METRICS_NAMESPACE"]}


def test_the_dashboard_can_be_drawn() -> None:
    (dashboard,) = of_type("AWS::CloudWatch::Dashboard").values()

    widgets = json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]

    assert all(widget["properties"]["metrics"] for widget in widgets)


def test_a_move_that_fails_for_ever_rings_though_every_other_sweep_passes_it_by() -> None:
    """A try puts off the next look by as long as a sweep takes to come again."""
    alarm = ALARMS["MovesUnfinishedAlarm"]

    assert alarm["EvaluationPeriods"] >= 2 * alarm["DatapointsToAlarm"]


@pytest.mark.parametrize(
    "trouble",
    [
        "AccessUnmatched",
        "AccessHeld",
        "AccessDisagreements",
        "AccessPollLag",
        "AccessCancelSeconds",
        "ReviewsOpened",
    ],
)
def test_a_cancellation_that_is_late_lost_or_unclear_rings(trouble: str) -> None:
    """KAJ-5."""
    assert (trouble, "access") in watched()


def test_a_single_member_whom_nobody_can_match_is_enough_to_ring() -> None:
    alarm = ALARMS["AccessUnmatchedAlarm"]

    assert (alarm["Threshold"], alarm["EvaluationPeriods"], alarm["Period"]) == (0, 1, 60)


def test_whoever_named_an_address_hears_of_every_alarm() -> None:
    (mail,) = of_type("AWS::SNS::Subscription").values()

    assert mail["TopicArn"] == {"Ref": "AlarmTopic"}
    assert (mail["Protocol"], mail["Endpoint"]) == ("email", {"Ref": "AlarmEmail"})
