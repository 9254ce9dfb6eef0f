"""What `sam build` leaves undone: drop the AWS services nobody calls, ship compiled bytecode.

    python layers/finish.py .aws-sam/build

botocore brings descriptions of 440 services (28 MB); a handful is called here. Bytecode halves a
cold start (docs/decisions/0002), and a hash that is never checked needs no time stamps, so the same
sources make the same layer. Run it with the Python the functions run on.
"""

import compileall
import shutil
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

KEPT_SERVICES = frozenset({"dynamodb", "s3", "secretsmanager", "sesv2", "sqs", "sts"})
"""A client of any other service raises ``UnknownServiceError``: add it here."""

RUNTIME = (3, 13)
"""Bytecode of another Python would be ignored in silence."""


def finish(build_dir: Path) -> None:
    """Trim and compile everything that ``sam build`` put into one folder per layer or function."""
    for resource in sorted(path for path in build_dir.iterdir() if path.is_dir()):
        drop_unused_services(resource / "python/botocore/data")
        compile_for_lambda(resource)


def drop_unused_services(data: Path) -> None:
    """Remove botocore's descriptions of services that no function calls."""
    for service in data.glob("*/"):
        if service.name not in KEPT_SERVICES:
            shutil.rmtree(service)


def compile_for_lambda(resource: Path) -> None:
    """Write bytecode whose traces name the paths of Lambda, not of the machine that built it."""
    on_lambda = "/opt" if (resource / "python").is_dir() else "/var/task"
    compiled = compileall.compile_dir(
        resource,
        quiet=1,
        workers=0,
        stripdir=str(resource),
        prependdir=on_lambda,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if not compiled:
        message = f"some modules of {resource.name} do not compile; see above"
        raise SystemExit(message)


if __name__ == "__main__":
    if sys.version_info[:2] != RUNTIME:
        sys.exit(f"the functions run on Python {RUNTIME[0]}.{RUNTIME[1]}, this is {sys.version}")
    finish(Path(sys.argv[1]))
