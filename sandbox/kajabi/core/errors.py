"""What this Kajabi answers when it does not do what was asked."""


class Refused(Exception):
    """A refusal in the words of the API."""

    def __init__(self, status: int, title: str, detail: str, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.pointer = pointer


def not_implemented(what: str) -> Refused:
    """Refuse what this sandbox does not do, or what nobody has documented."""
    return Refused(501, "Not implemented here", f"not implemented here: {what}")


def bad_request(detail: str, pointer: str | None = None) -> Refused:
    """Refuse a request that cannot be read."""
    return Refused(400, "Bad Request", detail, pointer)


def forbidden(scope: str) -> Refused:
    """Refuse a key that may not."""
    return Refused(403, "Forbidden", f"The API key lacks the permission {scope}.")


def not_found(kind: str, key: str) -> Refused:
    """Refuse what is not there."""
    return Refused(404, "Record not found", f"The record identified by {kind} {key} was not found.")


def invalid(attribute: str, problem: str) -> Refused:
    """Refuse an attribute; the shape is documented, most wording is inferred."""
    pointer = f"/data/attributes/{attribute}"
    return Refused(422, problem, f"{attribute} - {problem}", pointer)
