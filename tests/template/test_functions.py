import importlib
import tomllib

import pytest

from carryover.wiring.settings import Settings
from tests.template.blueprint import (
    ROOT,
    blueprint,
    environment,
    folders,
    function_of,
    functions,
    name_in,
    of_type,
)

SPOKEN_BY_POWERTOOLS = {
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_LOG_LEVEL",
}
TOLD_TO_ALL = SPOKEN_BY_POWERTOOLS | {"CARRYOVER_STAGE"}


def needs_of(folder: str) -> type[Settings]:
    needs: type[Settings] = importlib.import_module(f"carryover.wiring.{folder}").Needs
    return needs


def test_every_folder_is_deployed_and_every_deployed_function_has_a_folder() -> None:
    deployed = sorted(function["CodeUri"] for function in functions().values())

    assert deployed == [f"functions/{folder}" for folder in folders()]


def test_every_handler_has_the_same_name() -> None:
    assert blueprint()["Globals"]["Function"]["Handler"] == "handler.handler"
    assert not any("Handler" in function for function in functions().values())


@pytest.mark.parametrize("folder", folders())
def test_a_function_is_told_what_it_needs_and_nothing_else(folder: str) -> None:
    name, _ = function_of(folder)

    told = set(environment(name))

    assert told >= TOLD_TO_ALL
    assert told - TOLD_TO_ALL == needs_of(folder).variables() - TOLD_TO_ALL


@pytest.mark.parametrize("folder", folders())
def test_logs_and_metrics_name_the_function_as_its_folder_does(folder: str) -> None:
    name, _ = function_of(folder)

    assert environment(name)["POWERTOOLS_SERVICE_NAME"] == folder


@pytest.mark.parametrize("function", functions())
def test_no_secret_travels_in_an_environment(function: str) -> None:
    for variable, value in environment(function).items():
        if "SECRET" in variable or "KEYS" in variable:
            assert name_in(value).endswith("Name"), f"{variable} is not a name"


@pytest.mark.parametrize("function", functions())
def test_logs_are_json_and_do_not_stay_forever(function: str) -> None:
    logging = functions()[function]["LoggingConfig"]
    group = of_type("AWS::Logs::LogGroup")[name_in(logging["LogGroup"])]

    assert logging["LogFormat"] == "JSON"
    assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_log_group_forgets() -> None:
    assert all("RetentionInDays" in group for group in of_type("AWS::Logs::LogGroup").values())


def test_every_function_is_traced_and_runs_on_the_python_it_was_tested_with() -> None:
    shared = blueprint()["Globals"]["Function"]

    assert shared["Tracing"] == "Active"
    assert shared["Runtime"] == f"python{(ROOT / '.python-version').read_text().strip()}"


def test_the_access_log_says_nothing_about_the_caller() -> None:
    (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()

    said = stage["AccessLogSettings"]["Format"]

    assert "$context.requestId" in said
    for personal in ("identity", "authorizer", "sourceIp", "userAgent", "path"):
        assert personal not in said


def test_a_token_in_a_path_is_in_no_access_log_and_its_route_has_a_throttle_of_its_own() -> None:
    """KAJ-3: whoever reads the log must not be able to knock, and strangers cost nothing."""
    (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
    routes = {route["RouteKey"] for route in of_type("AWS::ApiGatewayV2::Route").values()}
    secret = {route for route in routes if "{token}" in route}

    assert "$context.routeKey" in stage["AccessLogSettings"]["Format"]
    assert set(stage["RouteSettings"]) == secret
    assert secret == {"POST /webhooks/kajabi/{account}/{token}"}
    (route,) = stage["RouteSettings"].values()
    assert route["ThrottlingRateLimit"] == {"Ref": "KajabiThrottlingRate"}
    assert route["ThrottlingBurstLimit"] == {"Ref": "KajabiThrottlingRate"}


def test_webhooks_are_throttled() -> None:
    (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()

    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == {"Ref": "ThrottlingRate"}
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] == {"Ref": "ThrottlingBurst"}


def test_the_dependencies_layer_ships_what_was_locked() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    locked: dict[str, set[str]] = {}
    for package in lock["package"]:
        locked.setdefault(package["name"], set()).add(package.get("version", ""))
    shipped = (ROOT / "layers/dependencies/requirements.txt").read_text().splitlines()

    assert shipped
    for line in shipped:
        name, version = line.split(";")[0].strip().split("==")
        assert version in locked[name]
