"""One module per resource of the API; importing them fills the table of endpoints."""

from importlib import import_module

MODULES = (
    "contact_search",
    "contacts",
    "contact_tags",
    "custom_fields",
    "invoices",
    "locations",
    "messages",
    "notes",
    "oauth",
    "payments",
    "tasks",
    "workflows",
)


def load() -> None:
    """Fill the table of endpoints, once."""
    for name in MODULES:
        import_module(f"sandbox.highlevel.resources.{name}")
