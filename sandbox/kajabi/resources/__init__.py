"""One module per resource of the API; importing them fills the table of endpoints."""

from importlib import import_module

MODULES = (
    "about",
    "catalogue",
    "contacts",
    "customers",
    "hooks",
    "inbound",
    "oauth",
    "offers_held",
    "purchases",
    "tags",
    "transactions",
)


def load() -> None:
    """Fill the table of endpoints, once."""
    for name in MODULES:
        import_module(f"sandbox.kajabi.resources.{name}")
