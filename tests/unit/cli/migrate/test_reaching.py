"""Without a key, without a stage: a sentence that says what to do (OPS-5, OPS-6)."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from carryover.kernel.errors import NeedsReview
from cli.migrate.keys import StageKeys
from cli.session import Session
from tests.unit.cli.migrate.engineer import APP, Engineer, MemoryStage

VARIABLES = ("AWS_ENDPOINT_URL", "CARRYOVER_STRIPE_KEY_US", "CARRYOVER_PROJECT")


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project, no stage running, no key anywhere."""
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Engineer(tmp_path).begins().folder


def test_a_stage_that_is_not_there_is_said_with_how_to_start_it(alone: Path) -> None:
    words = ["migrate", "status", "--project", str(alone)]

    said = CliRunner().invoke(APP, words, obj=Session("local"))

    assert said.exit_code == 1
    assert "no local stack is running here" in said.stderr


def test_a_key_that_is_nowhere_names_the_variable_to_set(alone: Path) -> None:
    words = ["migrate", "tail", "--account", "us", "--project", str(alone)]

    said = CliRunner().invoke(APP, words, obj=Session("local"))

    assert said.exit_code == 1
    assert "set CARRYOVER_STRIPE_KEY_US" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_stages_keys_are_asked_when_the_environment_has_none() -> None:
    session = Session("test")
    session.migration = MemoryStage()
    keys = StageKeys(session)

    assert keys.of("us").key.get_secret_value() == "sk_test_us"
    assert set(keys.reread()) == {"us", "intl", "new-us"}
    with pytest.raises(NeedsReview, match="no key for uk"):
        keys.of("uk")
