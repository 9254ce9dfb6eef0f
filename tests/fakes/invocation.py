"""What Lambda tells a function about one invocation."""

from aws_lambda_powertools.utilities.typing import LambdaContext


def invocation(remaining_ms: int = 30_000) -> LambdaContext:
    """An invocation with some time left; a negative time is over."""

    class Invocation(LambdaContext):
        @staticmethod
        def get_remaining_time_in_millis() -> int:
            return remaining_ms

    made = Invocation()
    made._function_name = "function"
    made._memory_limit_in_mb = 256
    made._invoked_function_arn = "arn:aws:lambda:eu-central-1:0:function:function"
    made._aws_request_id = "request"
    return made
