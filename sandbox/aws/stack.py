"""The stack: created from a build, watched until it stands, known by its outputs."""

import time
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.aws.build import BUCKET, Build, architecture
from sandbox.aws.clients import Clients
from sandbox.aws.corrections import correct
from sandbox.aws.emulator import REGION
from sandbox.aws.paths import ROOT
from sandbox.aws.progress import Progress, Step

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef, StackTypeDef

STANDS_WITHIN = 120.0
"""Seconds. It takes 2 on an idle machine."""


class DeploymentFailedError(RuntimeError):
    """The stack does not stand; each refused resource and its reason are in the message."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A deployed stack."""

    name: str
    outputs: Mapping[str, str]
    """As in the template, except ``ApiUrl``: an address that resolves on this machine."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A build on its way into the local account."""

    clients: Clients
    url: str
    build: Build
    name: str

    def create(self, overrides: Mapping[str, str], progress: Progress) -> Stack:
        """Upload the build, create the stack and wait until all of it stands."""
        progress(Step.DEPLOY, 0, 1)
        self._upload()
        self.clients.cloudformation.create_stack(
            StackName=self.name,
            TemplateURL=f"{self.url}/{BUCKET}/{self.build.template.name}",
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in parameters(overrides).items()
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        return self._standing(progress)

    def _upload(self) -> None:
        self.clients.s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        for path in [self.build.template, *self.build.zips]:
            self.clients.s3.upload_file(str(path), BUCKET, path.name)

    def _standing(self, progress: Progress) -> Stack:
        deadline = time.monotonic() + STANDS_WITHIN
        while time.monotonic() < deadline:
            stack = self.clients.cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
            resources = self._resources()
            match stack["StackStatus"]:
                case "CREATE_COMPLETE":
                    correct(self.clients, self.name)
                    progress(Step.DEPLOY, len(resources), len(resources))
                    return Stack(self.name, self._outputs(stack))
                case "CREATE_IN_PROGRESS":
                    standing = sum(status == "CREATE_COMPLETE" for status in resources.values())
                    progress(Step.DEPLOY, standing, len(resources) + 1)
                    time.sleep(0.1)
                case _:
                    raise DeploymentFailedError(self._refusals(stack["StackStatus"]))
        message = f"{self.name} did not stand after {STANDS_WITHIN:.0f} s"
        raise DeploymentFailedError(message)

    def _resources(self) -> dict[str, str]:
        answer = self.clients.cloudformation.describe_stack_resources(StackName=self.name)
        return {
            resource["LogicalResourceId"]: resource["ResourceStatus"]
            for resource in answer["StackResources"]
        }

    def _outputs(self, stack: "StackTypeDef") -> dict[str, str]:
        outputs = {item["OutputKey"]: item["OutputValue"] for item in stack.get("Outputs", [])}
        # Names below localhost do not resolve everywhere: the emulator answers by path as well.
        api = outputs["ApiUrl"].removeprefix("http://").split(".")[0]
        return {**outputs, "ApiUrl": f"{self.url}/_aws/execute-api/{api}/$default"}

    def _refusals(self, status: str) -> str:
        events = self.clients.cloudformation.describe_stack_events(StackName=self.name)
        return "\n".join([f"{self.name} is {status}:", *_failures(events["StackEvents"])])


def parameters(overrides: Mapping[str, str]) -> dict[str, str]:
    """Take the local stage of samconfig.toml, this machine's processor, then what is asked for."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    local = config["local"]["global"]["parameters"]["parameter_overrides"]
    return {
        **dict(item.split("=", 1) for item in local),
        "Architecture": architecture(),
        **overrides,
    }


def _failures(events: "Iterable[StackEventTypeDef]") -> list[str]:
    return [
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    ]
