"""An alarm on a metric nobody writes never rings (OPS-3)."""

import json
import re

from carryover.edge.telemetry import NAMESPACE
from tests.template.blueprint import ROOT, folders, of_type

SHARED = ROOT / "shared/carryover"


def written() -> set[str]:
    """Every name our code counts under."""
    calls = re.compile(r"\bcount(?:_by)?\(\s*\"(\w+)\"")
    return {name for path in SHARED.rglob("*.py") for name in calls.findall(path.read_text())}


def watched() -> set[tuple[str, str, str]]:
    """Namespace, metric and service of everything an alarm or the dashboard looks at of ours."""
    alarms = {
        (properties["Namespace"], properties["MetricName"], dimension["Value"])
        for properties in of_type("AWS::CloudWatch::Alarm").values()
        for dimension in properties.get("Dimensions", [])
        if dimension["Name"] == "service"
    }
    body = next(iter(of_type("AWS::CloudWatch::Dashboard").values()))["DashboardBody"]
    text = body if isinstance(body, str) else json.dumps(body)
    shown = re.findall(r'\["(\w+)", "(\w+)", "service", "(\w+)"', text.replace('\\"', '"'))
    return alarms | set(shown)


def test_what_alarms_and_dashboard_watch_is_what_the_code_writes() -> None:
    seen = watched()

    assert {namespace for namespace, _, _ in seen} == {NAMESPACE}
    assert {metric for _, metric, _ in seen} <= written()
    assert {service for _, _, service in seen} <= set(folders())


def test_failures_that_need_a_person_ring() -> None:
    ringing = {
        properties["MetricName"]
        for properties in of_type("AWS::CloudWatch::Alarm").values()
        if properties["Namespace"] == NAMESPACE
    }

    assert {"JournalFailures", "ReviewsOpened"} <= ringing
