import pytest

from tests.template.blueprint import (
    Statement,
    environment,
    functions,
    name_in,
    of_type,
    readers,
    statements,
)

TRACES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
"""X-Ray knows no resources (Service Authorization Reference, "Actions defined by AWS X-Ray")."""

GRANTABLE = (
    "Queue", "Table", "Bucket", "SecretsName", "KeysName", "TokensName", "MailIdentity", "SetName",
)  # fmt: skip


def of_function(function: str) -> list[Statement]:
    return statements(name_in(functions()[function]["Role"]))


def touched(function: str) -> set[str]:
    return {
        name_in(resource)
        for statement in of_function(function)
        if statement.actions != TRACES
        for resource in statement.resources
    }


def test_every_function_has_a_role_of_its_own() -> None:
    roles = [name_in(function["Role"]) for function in functions().values()]

    assert len(set(roles)) == len(roles)
    assert set(roles) <= set(of_type("AWS::IAM::Role"))


@pytest.mark.parametrize("role", of_type("AWS::IAM::Role"))
def test_nobody_may_do_everything(role: str) -> None:
    for statement in statements(role):
        assert not any("*" in action for action in statement.actions)
        if "*" in statement.resources:
            assert statement.actions == TRACES


@pytest.mark.parametrize("role", of_type("AWS::IAM::Role"))
def test_a_role_consists_of_what_is_written_here_and_can_be_bounded(role: str) -> None:
    properties = of_type("AWS::IAM::Role")[role]

    assert "ManagedPolicyArns" not in properties
    assert properties["PermissionsBoundary"]["Fn::If"][0] == "HasPermissionsBoundary"
    assert all(statement.effect == "Allow" for statement in statements(role))


@pytest.mark.parametrize("function", functions())
def test_a_function_may_touch_what_its_environment_names_and_nothing_else(function: str) -> None:
    named = {name_in(value) for value in environment(function).values() if isinstance(value, dict)}
    grantable = {name for name in named if name.endswith(GRANTABLE)}

    assert touched(function) - {f"{function}Logs"} == grantable


@pytest.mark.parametrize("queue", readers())
def test_only_the_reader_of_a_queue_may_take_messages_off_it(queue: str) -> None:
    reader, _ = readers()[queue]
    takers = {
        function
        for function in functions()
        for statement in of_function(function)
        if "sqs:ReceiveMessage" in statement.actions
        and queue in {name_in(resource) for resource in statement.resources}
    }

    assert takers == {reader}


@pytest.mark.parametrize("ingress", ["StripeWebhook", "KajabiWebhook", "HighLevelWebhook"])
def test_the_ingress_can_only_put_things_down(ingress: str) -> None:
    allowed = frozenset().union(*(said.actions for said in of_function(ingress))) - TRACES

    assert allowed == {
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "sqs:SendMessage",
        "s3:PutObject",
        "secretsmanager:GetSecretValue",
    }


@pytest.mark.parametrize("function", functions())
def test_nobody_scans_or_deletes_business_state(function: str) -> None:
    for statement in of_function(function):
        if "BusinessTable" in {name_in(r) for r in statement.resources if r != "*"}:
            assert not {"dynamodb:Scan", "dynamodb:DeleteItem"} & statement.actions


def test_a_worker_that_moves_subscriptions_reads_only_lists_of_migrations() -> None:
    reads = [
        said for said in of_function("SubscriptionRecreation") if "s3:GetObject" in said.actions
    ]

    assert [said.resources for said in reads] == [
        ({"Fn::Sub": "${ArtefactsBucket.Arn}/migrations/*"},)
    ]


@pytest.mark.parametrize("function", functions())
def test_nobody_writes_in_bulk_for_that_is_also_deleting(function: str) -> None:
    for statement in of_function(function):
        assert "dynamodb:BatchWriteItem" not in statement.actions


def test_only_our_own_schedules_may_wear_the_schedule_role() -> None:
    (trust,) = of_type("AWS::IAM::Role")["ScheduleRole"]["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
