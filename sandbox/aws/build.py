"""`sam build` for this machine, once per content: the same sources are never built twice."""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.aws.paths import BUILDS, ROOT, program
from sandbox.aws.progress import Progress, Step, in_silence

BUCKET = "carryover-deployments"
"""Where a deployment finds its zips, in the emulator's S3."""
SOURCES = ("template.yaml", "functions", "layers", "shared")
SAM = BUILDS / "sam"
"""One place for all of sam's builds: it finds its cache through a file beside the build folder."""
KEPT_BUILDS = 2
LOCAL_CODE = re.compile(r"^(?P<key> +(?:CodeUri|ContentUri)): (?P<folder>\w+)$", re.MULTILINE)


class BuildFailedError(RuntimeError):
    """`sam build` refused; what it said is in the message."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: a template that points to zips, and the zips."""

    folder: Path

    @property
    def template(self) -> Path:
        """The template of the repository; only the places of the code differ."""
        return self.folder / "packaged.yaml"

    @property
    def zips(self) -> list[Path]:
        """One per layer and function."""
        return sorted(self.folder.glob("*.zip"))

    @property
    def layers(self) -> list[Path]:
        """The unpacked layers, for a runtime that is no emulator."""
        return [path.parent for path in sorted(self.folder.glob("sam/*/python"))]


def built(progress: Progress = in_silence) -> Build:
    """Return the build of the sources as they are now; builds at most once at a time."""
    progress(Step.BUILD, 0, 1)
    with _alone():
        build = Build(BUILDS / _digest())
        if not build.template.exists():
            _build(build)
        os.utime(build.folder)
        _forget_old_builds()
    progress(Step.BUILD, 1, 1)
    return build


def architecture() -> str:
    """Name this machine's processor as Lambda does."""
    return "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"


@contextmanager
def _alone() -> Iterator[None]:
    BUILDS.mkdir(parents=True, exist_ok=True)
    with (BUILDS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest() -> str:
    digest = hashlib.sha256(architecture().encode())
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        if path.is_file():
            yield path
        yield from (
            file
            for file in sorted(path.rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts
        )


def _build(build: Build) -> None:
    shutil.rmtree(build.folder, ignore_errors=True)
    build.folder.mkdir()
    folder = _sam_build().rename(build.folder / "sam")
    _run([str(program("sam", "python")), "layers/finish.py", str(folder)])
    for resource in sorted(path for path in folder.iterdir() if path.is_dir()):
        _zip(resource, build.folder / f"{resource.name}.zip")
    place = rf"\g<key>: s3://{BUCKET}/\g<folder>.zip"
    text = LOCAL_CODE.sub(place, (folder / "template.yaml").read_text())
    build.template.write_text(text)


def _sam_build() -> Path:
    folder = SAM / "build"
    overrides = [f"Architecture={architecture()}", "Stage=local"]
    cache = ["--cached", "--cache-dir", str(SAM / "cache"), "--parallel"]
    command = [str(program("sam", "sam")), "build", "--build-dir", str(folder), *cache]
    _run([*command, "--parameter-overrides", *overrides])
    return folder


def _run(command: list[str]) -> None:
    tools = f"{program('sam', 'python').parent}:{os.environ.get('PATH', os.defpath)}"
    settings = {**os.environ, "PATH": tools, "SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(
        command, cwd=ROOT, env=settings, check=False, text=True, capture_output=True
    )
    if done.returncode:
        message = f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        raise BuildFailedError(message)


def _zip(folder: Path, target: Path) -> None:
    """Pack lightly: it is unpacked on this machine a moment later."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))


def _forget_old_builds() -> None:
    builds = [path for path in BUILDS.iterdir() if path.is_dir() and path != SAM]
    builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in builds[KEPT_BUILDS:]:
        shutil.rmtree(old)
