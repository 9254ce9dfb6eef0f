"""Node, its package manager and the official Node library, installed into a passing folder."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def run(*command: str, within: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=within, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our scripts and the library beside them; skips where that cannot be had."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed on this machine")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "shop.mjs"):
        shutil.copy(HERE / name, folder)
    installed = run("npm", "install", "--no-audit", "--no-fund", "--silent", within=folder)
    if installed.returncode != 0:
        pytest.skip(f"npm could not install the Stripe library: {installed.stderr[-300:]}")
    return folder
