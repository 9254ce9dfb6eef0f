"""The command says what is wrong with its options instead of starting something else."""

from typer.testing import CliRunner

from cli.sandbox import app as sandboxes
from sandbox.mailbox.cli import app


def test_a_wrong_option_is_explained() -> None:
    answer = CliRunner().invoke(app, ["--start", "yesterday"], env={"COLUMNS": "200"})

    assert answer.exit_code == 2
    assert "not an ISO 8601 instant" in answer.output


def test_the_mailbox_stands_beside_the_other_sandboxes() -> None:
    assert "mailbox" in CliRunner().invoke(sandboxes, ["--help"]).output
