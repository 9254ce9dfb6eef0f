"""The last look before messages are sent: do the stage's keys open the accounts that were planned?

The worker writes with the stage's keys, whatever key the person at the keyboard has.
"""

from carryover.migration.access.check import Checked, Seat, Weight, together
from carryover.migration.access.needs import Role
from carryover.migration.snapshot import manifest
from carryover.migration.snapshot.files import Folder
from cli.command import Refusal
from cli.migrate.project import Project
from cli.session import Session


def sound(at: Session, project: Project) -> None:
    """Refuse keys of other accounts, of two modes, or of one account twice. Reads three times."""
    stage = at.vault.opened(at.migration.keys)
    checked = []
    for seat in _seats(project):
        identity = stage.identify(seat.alias)
        if seat.known and identity.id and seat.known != identity.id:
            raise Refusal(
                f"the key of {seat.alias} on {at.stage} opens the account {identity.id}, planned "
                f"was with {seat.known}: nothing is begun with the key of another account"
            )
        checked.append(Checked(seat, identity, ()))
    for finding in together(checked):
        if finding.weight is Weight.PROBLEM:
            raise Refusal(finding.sentence)


def _seats(project: Project) -> list[Seat]:
    """Name every account with the id it is known by: as written down, or as its snapshot says."""
    known = project.settings.accounts
    sources = [
        Seat(alias, Role.SOURCE, known.get(alias) or _taken_from(project, alias))
        for alias in project.settings.sources
    ]
    target = project.settings.target
    return [*sources, Seat(target, Role.TARGET, known.get(target, ""))]


def _taken_from(project: Project, alias: str) -> str:
    found = manifest.read(Folder(project.snapshot(alias)))
    return found.account_id if found else ""
