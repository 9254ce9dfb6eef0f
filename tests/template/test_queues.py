import pytest

from tests.template.blueprint import blueprint, functions, name_in, of_type, queues, readers

LONGEST_BATCHING_WINDOW = 20
FOURTEEN_DAYS = 14 * 24 * 3600
SWITCHES = {"SchedulesState", "MigrationSweepState", "AccessPollState", "CrmState", "DunningState"}


@pytest.mark.parametrize("queue", queues())
def test_a_message_that_keeps_failing_ends_among_the_dead_letters(queue: str) -> None:
    redrive = queues()[queue]["RedrivePolicy"]

    assert name_in(redrive["deadLetterTargetArn"]) == f"{queue.removesuffix('Queue')}DeadLetters"


def test_a_message_gets_at_least_five_tries() -> None:
    tries = {name_in(queue["RedrivePolicy"]["maxReceiveCount"]) for queue in queues().values()}

    assert tries == {"MaxReceiveCount"}
    assert blueprint()["Parameters"]["MaxReceiveCount"]["MinValue"] >= 5


@pytest.mark.parametrize("queue", of_type("AWS::SQS::Queue"))
def test_every_message_is_encrypted_and_kept_as_long_as_sqs_can(queue: str) -> None:
    properties = of_type("AWS::SQS::Queue")[queue]

    assert properties["SqsManagedSseEnabled"] is True
    assert properties["MessageRetentionPeriod"] == FOURTEEN_DAYS


def timeout_of(reader: str) -> str:
    """The parameter that says how long a function may take."""
    everyone = blueprint()["Globals"]["Function"]["Timeout"]
    return name_in(functions()[reader].get("Timeout", everyone))


@pytest.mark.parametrize("queue", queues())
def test_a_message_stays_hidden_for_six_times_the_longest_batch(queue: str) -> None:
    found = queues()[queue]["VisibilityTimeout"]["Fn::FindInMap"]
    reader, reading = readers()[queue]

    assert found == ["Visibility", {"Ref": timeout_of(reader)}, "Seconds"]
    assert reading["MaximumBatchingWindowInSeconds"] == {"Ref": "BatchingWindowSeconds"}


def test_the_table_of_visibility_knows_every_timeout_there_can_be() -> None:
    table = blueprint()["Mappings"]["Visibility"]
    parameters = {timeout_of(reader) for reader, _ in readers().values()}
    timeouts = {t for name in parameters for t in blueprint()["Parameters"][name]["AllowedValues"]}

    assert set(table) == {str(timeout) for timeout in timeouts}
    for timeout in timeouts:
        assert table[str(timeout)]["Seconds"] >= 6 * timeout + LONGEST_BATCHING_WINDOW


def test_the_batching_window_cannot_outgrow_the_visibility() -> None:
    assert blueprint()["Parameters"]["BatchingWindowSeconds"]["MaxValue"] <= LONGEST_BATCHING_WINDOW


@pytest.mark.parametrize("queue", queues())
def test_one_poisonous_message_fails_alone(queue: str) -> None:
    _, reading = readers()[queue]

    assert reading["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("queue", queues())
def test_no_queue_can_start_more_workers_than_we_allow(queue: str) -> None:
    _, reading = readers()[queue]

    assert reading["ScalingConfig"]["MaximumConcurrency"]


def test_schedules_put_their_message_straight_onto_a_queue() -> None:
    schedules = of_type("AWS::Scheduler::Schedule")

    assert schedules
    for schedule in schedules.values():
        assert name_in(schedule["Target"]["Arn"]) in queues()
        assert name_in(schedule["State"]) in SWITCHES
        assert schedule["Target"]["DeadLetterConfig"]
