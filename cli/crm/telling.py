"""What HighLevel cannot show, said wherever somebody might look for it (CRM-1)."""

from carryover.crm.limits import CANNOT_SHOW
from cli.render import Screen


def note_limits(screen: Screen) -> None:
    """Say it beside the answer."""
    screen.note(f"Not shown, and nobody can: {CANNOT_SHOW}", "dim")
