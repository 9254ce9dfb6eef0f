import tomllib
from typing import Any

import pytest

from sandbox.aws.stack import parameters
from tests.template.blueprint import ROOT, blueprint, default

PARAMETERS = blueprint()["Parameters"]
STAGES = ["local", "dev", "staging", "prod"]


def settings(stage: str) -> dict[str, str]:
    config: dict[str, Any] = tomllib.loads((ROOT / "samconfig.toml").read_text())
    overrides = config[stage]["global"]["parameters"]["parameter_overrides"]
    return dict(item.split("=", 1) for item in overrides)


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_and_output_explains_itself(name: str) -> None:
    assert PARAMETERS[name]["Description"]
    assert all(output["Description"] for output in blueprint()["Outputs"].values())


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_only_what_the_template_understands(stage: str) -> None:
    for name, value in settings(stage).items():
        allowed = PARAMETERS[name].get("AllowedValues")
        assert allowed is None or value in [str(choice) for choice in allowed]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_its_own_name_and_its_own_secrets(stage: str) -> None:
    chosen = settings(stage)

    assert chosen["Stage"] == stage
    if stage != "local":
        assert chosen["StripeKeysName"].startswith(f"carryover/{stage}/")
        assert chosen["StripeWebhookSecretsName"].startswith(f"carryover/{stage}/")
        assert chosen["KajabiHookSecretsName"].startswith(f"carryover/{stage}/")
        assert chosen["KajabiKeysName"].startswith(f"carryover/{stage}/")
        assert chosen["HighLevelDoorSecretsName"].startswith(f"carryover/{stage}/")
        assert chosen["HighLevelKeysName"].startswith(f"carryover/{stage}/")
        assert chosen["HighLevelTokensName"].startswith(f"carryover/{stage}/")


def test_nobody_on_one_machine_is_on_a_timer() -> None:
    local = parameters({})

    assert local["SchedulesState"] == local["MigrationSweepState"] == "DISABLED"
    assert local["AccessPollState"] == local["CrmState"] == "DISABLED"
    assert local["DunningState"] == "DISABLED"


@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
def test_where_real_subscriptions_move_interrupted_moves_are_looked_for(stage: str) -> None:
    """MIG-6: whoever would be billed by nobody is found within minutes."""
    assert settings(stage).get("MigrationSweepState", default("MigrationSweepState")) == "ENABLED"


def test_whoever_deploys_locally_has_the_last_word() -> None:
    assert parameters({"MaxReceiveCount": "7"})["MaxReceiveCount"] == "7"
