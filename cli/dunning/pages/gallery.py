"""The page that shows every message of a schedule side by side (DUN-2)."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from babel import Locale

from cli.migrate.pages.render import page

HERE: Final = Path(__file__).parent


def rendered(about: str, messages: Sequence[Mapping[str, Any]]) -> str:
    """Write the page; the letters are files beside it."""
    grouped = groupby(messages, key=lambda one: str(one["language"]))
    languages = [(_called(language), list(some)) for language, some in grouped]
    return page("gallery.html.j2", HERE, about=about, languages=languages)


def _called(language: str) -> str:
    return str(Locale(language).get_display_name("en")) if language else "The CRM"
