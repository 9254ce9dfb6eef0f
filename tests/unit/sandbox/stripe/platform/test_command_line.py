from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.main import build as carryover
from sandbox.ground.options import instant
from sandbox.stripe.cli import account, app


def test_an_instant_without_a_zone_means_utc() -> None:
    assert instant("2025-01-31T10:00:00") == instant("2025-01-31T11:00:00+01:00") == 1_738_317_600


def test_an_account_may_have_several_keys() -> None:
    assert account("us=sk_test_1,rk_test_2") == ("us", ["sk_test_1", "rk_test_2"])


@pytest.mark.parametrize("text", ["us", "=sk_test_1", "us="])
def test_an_account_without_name_or_key_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        account(text)


@pytest.mark.parametrize("arguments", [["--start", "tomorrow"], ["--account", "us"]])
def test_bad_arguments_end_before_anything_is_served(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_a_snapshot_that_cannot_be_loaded_ends_it_before_anything_is_served(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("{}")

    ran = CliRunner().invoke(app, ["--load", str(broken)])

    assert ran.exit_code == 2
    assert "cannot be loaded" in ran.output


def test_both_commands_hang_on_the_carryover_command() -> None:
    shown = CliRunner().invoke(carryover(), ["sandbox", "--help"])

    assert shown.exit_code == 0
    assert {"start", "stripe"} <= set(shown.output.split())
