"""What this HighLevel answers when it does not do what was asked.

The shape is the specification's (``common-schemas.json``) [S]. Words marked [T] were seen by public
clients of the real API; the others are ours [U].
"""

from http import HTTPStatus

from sandbox.ground.asking import Object


class Refused(Exception):
    """A refusal in the words of the API."""

    def __init__(self, status: int, message: str | list[str], **more: object) -> None:
        super().__init__(message if isinstance(message, str) else "; ".join(message))
        self.status = status
        self.message = message
        self.more = more

    def body(self) -> Object:
        """Write it in the documented shape, but for the trace id."""
        error = "Unprocessable Entity" if self.status == 422 else HTTPStatus(self.status).phrase
        return {"statusCode": self.status, "message": self.message, "error": error, **self.more}


class Unsent(Refused):
    """A message that is not sent: this one service tells it by ``status`` and ``name`` [T]."""

    def __init__(self, sentence: str) -> None:
        super().__init__(400, sentence)

    def body(self) -> Object:
        """Write it in the shape of that service."""
        return {"status": self.status, "message": self.message, "name": "HttpException"}


class NoGrant(Refused):
    """Tokens that are not given out: in OAuth's own shape (RFC 6749, 5.2) [U]."""

    def __init__(self, error: str, sentence: str, status: int = 400) -> None:
        super().__init__(status, sentence)
        self.error = error

    def body(self) -> Object:
        """Write it as OAuth does."""
        return {"error": self.error, "error_description": self.message}


def not_implemented(what: str) -> Refused:
    """Refuse what this sandbox does not do, or what nobody has documented."""
    return Refused(501, f"not implemented here: {what}")


def bad_request(message: str, **more: object) -> Refused:
    """Refuse a request that says nothing possible."""
    return Refused(400, message, **more)


def unauthorized(message: str) -> Refused:
    """Refuse a client."""
    return Refused(401, message)


def forbidden() -> Refused:
    """Refuse a token of another location [T]."""
    return Refused(403, "The token does not have access to this location.")


def invalid(*messages: str) -> Refused:
    """Refuse a body or a query: HighLevel lists every complaint [S]."""
    return Refused(422, list(messages))


class Missing(Refused):
    """Something is not there. Nearly no operation declares a 404; those of contacts declare 400,
    401 and 422 [S]. So it is a 400 [U], unless ``Settings.missing`` says otherwise."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(400, f"{kind} with id {key} not found")
