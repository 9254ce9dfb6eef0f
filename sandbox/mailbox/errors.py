"""What SES answers when it does not send; codes and statuses are the service model's [S]."""

from sandbox.ground.asking import Reply

STATUS = {
    "TooManyRequestsException": 429,
    "NotFoundException": 404,
    "InternalFailure": 500,
    "ServiceUnavailable": 503,
    "NotImplemented": 501,
}
"""Every other code is a 400."""


class Refused(Exception):
    """A refusal, by the code SDKs raise their exceptions by."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def reply(self) -> Reply:
        """Write it as REST services of AWS do: the code in a header."""
        body = {"message": self.message}
        headers = {"x-amzn-ErrorType": self.code}
        return Reply(STATUS.get(self.code, 400), body, headers=headers)


def bad_request(message: str) -> Refused:
    """Refuse a request that is not well formed."""
    return Refused("BadRequestException", message)


def not_implemented(what: str) -> Refused:
    """Refuse what this sandbox does not do."""
    return Refused("NotImplemented", f"not implemented here: {what}")
