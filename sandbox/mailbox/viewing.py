"""``/mailbox``: what arrived, for people. A letter is shown in a frame that may run nothing."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sandbox.ground.clockwork import instant
from sandbox.mailbox.errors import Refused
from sandbox.mailbox.leaving import leave
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.reading import bare
from sandbox.mailbox.records import Letter


class Viewing:
    """Pages for people."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    def routes(self) -> list[Route]:
        """List the paths."""
        return [
            Route("/mailbox", self.index),
            Route("/mailbox/{id}", self.show),
            Route("/unsubscribe/{id}", self.ask),
            Route("/unsubscribe/{id}", self.leave, methods=["POST"]),
        ]

    async def index(self, request: Request) -> Response:
        """List the letters, newest first; ``?to=`` somebody's."""
        wanted = request.query_params.get("to", "").lower()
        every = [*self.mailbox.state.letters.values()][::-1]
        mine = [each for each in every if not wanted or wanted in map(bare, each.recipients)]
        now = instant(self.mailbox.now)
        return _page("list.html", letters=mine, to=wanted, now=now, bare=bare)

    async def show(self, request: Request) -> Response:
        """Show a letter as its reader sees it."""
        return _page("letter.html", letter=self._letter(request))

    async def ask(self, request: Request) -> Response:
        """Ask whether somebody really wants no more such letters; looking changes nothing."""
        return _page("unsubscribe.html", letter=self._letter(request), done=False)

    async def leave(self, request: Request) -> Response:
        """Have the readers leave: a mail program's button posts here, too (RFC 8058)."""
        letter = self._letter(request)
        leave(self.mailbox.state, letter)
        return _page("unsubscribe.html", letter=letter, done=True)

    def _letter(self, request: Request) -> Letter:
        letter = self.mailbox.state.letters.get(request.path_params["id"])
        if letter is None:
            raise Refused("NotFoundException", "There is no such letter.")
        return letter


def _page(name: str, **facts: object) -> Response:
    return HTMLResponse(_pages().get_template(name).render(instant=instant, **facts))


@cache
def _pages() -> Environment:
    places = FileSystemLoader(Path(__file__).parent / "pages")
    return Environment(loader=places, autoescape=True, undefined=StrictUndefined)
