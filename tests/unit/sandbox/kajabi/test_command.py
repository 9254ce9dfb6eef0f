"""The command says what is wrong with its options instead of starting something else."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.sandbox import app as sandboxes
from sandbox.ground.options import instant
from sandbox.kajabi.cli import app


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--start", "yesterday"], "not an ISO 8601 instant"),
        (["--key", "no secret"], "write client_id=client_secret"),
    ],
)
def test_a_wrong_option_is_explained(options: list[str], sentence: str) -> None:
    answer = CliRunner().invoke(app, options, env={"COLUMNS": "200"})

    assert answer.exit_code == 2
    assert sentence in answer.output


def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "stripe.json"
    wrong.write_text("{}")

    answer = CliRunner().invoke(app, ["--load", str(wrong)], env={"COLUMNS": "200"})

    assert answer.exit_code == 2
    assert "no snapshot of a local Kajabi" in answer.output


def test_an_instant_without_a_zone_means_utc() -> None:
    assert instant("2025-01-31T10:00") == instant("2025-01-31T11:00+01:00")


def test_the_local_kajabi_stands_beside_the_local_stripe() -> None:
    answer = CliRunner().invoke(sandboxes, ["--help"])

    assert "kajabi" in answer.output
    assert "stripe" in answer.output
