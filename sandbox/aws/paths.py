"""Where things stand in a checkout; every other module here asks this one."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ROOT / "build/aws"


class SetupMissingError(RuntimeError):
    """A tool's environment does not exist yet."""


def program(environment: str, name: str) -> Path:
    """Find a program of one of the three environments (docs/decisions/0002)."""
    path = ROOT / ".venvs" / environment / "bin" / name
    if not path.exists():
        message = f"{path.relative_to(ROOT)} is missing: run `make setup` first"
        raise SetupMissingError(message)
    return path
