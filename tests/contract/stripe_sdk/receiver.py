"""A shop's webhook address on this machine, with moods."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Mood = Callable[[int], int]
"""Decides the status of the answer to the n-th delivery, counted from 0."""


@dataclass
class Receiver:
    """Keeps everything that arrived."""

    mood: Mood = lambda _: 200
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    def ids(self) -> list[str]:
        return [event["id"] for event in self.events()]

    def take(self, body: bytes, signature: str) -> int:
        self.bodies.append(body)
        self.signatures.append(signature)
        return self.mood(len(self.bodies) - 1)


@contextmanager
def receiving(signature: str = "stripe-signature") -> Iterator[Receiver]:
    """Receive, and keep the header a provider signs with."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(receiver.take(body, self.headers[signature]))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
