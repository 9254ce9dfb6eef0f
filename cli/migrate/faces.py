"""The plan as it is read: by people, by spreadsheets, by programs.

Apart from the plan itself, because the page's charts and templates take long to import.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from carryover.migration.planning.plan import Plan
from carryover.migration.planning.telling import as_csv, as_markdown
from cli.migrate.pages.plan import as_html
from cli.migrate.project import Project, writing


def written(project: Project, plan: Plan) -> list[Path]:
    """Write the plan and its readable faces, each whole or not at all, the plan itself last: if
    this is stopped, what can be approved is still the plan before."""
    folder = project.folder("plan")
    faces: dict[str, Iterator[str]] = {
        "plan.md": (f"{line}\n" for line in as_markdown(plan)),
        "plan.csv": as_csv(plan),
        "plan.html": iter((as_html(project.settings, plan),)),
        "plan.json": iter((summary(plan),)),
        "plan.jsonl": (line.decode() for line in plan.dump()),
    }
    for name, lines in faces.items():
        with writing(folder / name) as file:
            file.writelines(lines)
    return [folder / name for name in faces]


def summary(plan: Plan) -> str:
    """Say all but the lines, for programs."""
    return json.dumps(plan.head.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
