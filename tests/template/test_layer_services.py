"""The layer ships botocore's description of every service a function calls, or the first letter
would never be sent (DUN-2): without one its client raises ``UnknownServiceError``."""

import ast
import runpy
from pathlib import Path

from carryover.adapters import aws

ROOT = Path(__file__).parents[2]


def called() -> set[str]:
    """Read off the adapters which clients functions make."""
    tree = ast.parse(Path(aws.__file__).read_text(encoding="utf-8"))
    made = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_client"
    ]
    named = [arg for node in made for arg in node.args[:1] if isinstance(arg, ast.Constant)]
    return {str(arg.value) for arg in named}


def test_every_service_a_function_calls_is_in_the_layer() -> None:
    kept = runpy.run_path(str(ROOT / "layers/finish.py"))["KEPT_SERVICES"]

    assert "sesv2" in called()
    assert called() <= kept
