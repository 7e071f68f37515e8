"""Owns changing the office's own definition files by hand: as they were seen, journalled, all or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.administer import note
from cchc_workflow.engine.house_files import check_unchanged, editing
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import IncompleteError

CHANGE_FILES = "change_files"


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseChange:
    """Files of "workflows" or "notifications" to replace: {name: text, or None to take the own one away}.

    `seen` are the digests of the files as they were shown; `name` and `subject` are for the journal.
    """

    folder: str
    texts: Mapping[str, str | None]
    seen: Mapping[str, str]
    name: str
    subject: str


def change_files(office: Office, home: Path, deed: Deed, change: HouseChange) -> None:
    """Replace the files; whoever calls has checked what they say, and lets the office reload them.

    Raises:
        IncompleteError: nothing changes.
        ConflictError: somebody else changed one of them meanwhile.
        StorageError: a file can't be written; nothing has changed.
    """
    if not change.texts:
        raise IncompleteError(CHANGE_FILES, ["change"])
    with editing(home) as replace, office.database.begin() as tx:
        note(tx, deed, change.name, change.subject, {"files": sorted(change.texts)})
        check_unchanged(home, change.folder, change.seen)
        replace(change.folder, change.texts)
