"""What the commands of all providers read alike."""

from datetime import UTC, datetime

import typer


def instant(text: str) -> int:
    """Read an instant; one without a zone means UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise typer.BadParameter(f"not an ISO 8601 instant: {text}") from wrong
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
