"""Writes the table of the README from the code: ``python -m sandbox.stripe.documentation``."""

from pathlib import Path

from sandbox.stripe import resources
from sandbox.stripe.http.catalogue import endpoints
from sandbox.stripe.http.contract import contract
from sandbox.stripe.http.routing import ROUTES, Endpoint, covered
from sandbox.stripe.http.shapes import Hash, OneOf, Shape

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- generated table: begin -->\n", "<!-- generated table: end -->\n"


def table() -> str:
    """Write a row per endpoint, then the endpoints of Stripe's that are missing altogether."""
    resources.load()
    rows = [_row(endpoint) for endpoint in sorted(ROUTES.values(), key=lambda each: each.path)]
    head = "| Endpoint | Implemented parameters | Refused as not implemented |\n|---|---|---|\n"
    return head + "".join(rows) + _missing()


def rewritten(text: str) -> str:
    """Put a fresh table between the marks of a README."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def _row(endpoint: Endpoint) -> str:
    known = endpoint.implemented()
    done, refused = _sorted_out(contract(endpoint.params), known, "")
    return f"| `{endpoint.method} {endpoint.path}` | {_cell(done)} | {_cell(refused)} |\n"


def _sorted_out(shape: Hash, known: frozenset[str], path: str) -> tuple[list[str], list[str]]:
    """Split the parameters in two; a hash is opened only where parts of it are implemented."""
    done: list[str] = []
    refused: list[str] = []
    for name, inner in sorted(shape.fields.items()):
        full = f"{path}.{name}" if path else name
        opened = _hash(inner)
        if covered(full, known):
            done.append(full)
        elif opened and any(each.startswith(f"{full}.") for each in known):
            more_done, more_refused = _sorted_out(opened, known, full)
            done, refused = done + more_done, refused + more_refused
        else:
            refused.append(full)
    return done, refused


def _hash(shape: Shape) -> Hash | None:
    """Find the hash in a parameter, be it bare or the element of an array."""
    if isinstance(shape, OneOf):
        if isinstance(shape.hash, Hash):
            return shape.hash
        return _hash(shape.array.element) if shape.array else None
    return None


def _cell(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _missing() -> str:
    answered = {(method, _blank(path)) for method, path in ROUTES}
    others = sorted(
        {path for method, path in endpoints() if (method, _blank(path)) not in answered}
    )
    return (
        f"\n{len(ROUTES)} endpoints answer. All others of the API ({len(others)} addresses) are "
        "refused with 501 and a sentence that names them.\n"
    )


def _blank(path: str) -> str:
    return "/".join("{}" if step.startswith("{") else step for step in path.split("/"))


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8")
