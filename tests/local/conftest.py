"""One local AWS with the real stack in it, for the whole session."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox.aws.build import Build, built
from sandbox.aws.local import LocalAws
from sandbox.aws.stack import Stack
from tests.local.lambda_runtime import LambdaRuntime, lambda_runtime

type StartRuntime = Callable[[str, Mapping[str, str]], LambdaRuntime]


@pytest.fixture(scope="session")
def build() -> Build:
    """The layers and functions as they would be deployed."""
    return built()


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    """A local AWS account."""
    with LocalAws.started() as running:
        yield running


@pytest.fixture(scope="session")
def stack(aws: LocalAws) -> Stack:
    """The stack of template.yaml; retries do not wait, so that dead letters come soon."""
    return aws.deploy({"RetryBaseSeconds": "0"})


@pytest.fixture
def told(aws: LocalAws, stack: Stack) -> Callable[[str], dict[str, str]]:
    """What the stack tells a function, and the way to the local AWS: ``told("Inbound")``."""

    def environment(function: str) -> dict[str, str]:
        name = stack.outputs[f"{function}Function"]
        configured = aws.clients.functions.get_function_configuration(FunctionName=name)
        return {**configured["Environment"]["Variables"], **aws.settings}

    return environment


@pytest.fixture
def runtime(build: Build, tmp_path: Path) -> Iterator[StartRuntime]:
    """Lambda's runtime loop: ``runtime("inbound", environment).invoke(event)``."""
    with ExitStack() as running:

        def start(folder: str, environment: Mapping[str, str]) -> LambdaRuntime:
            return running.enter_context(lambda_runtime(build, folder, environment, tmp_path))

        yield start
