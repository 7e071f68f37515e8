from pathlib import Path

import pytest

from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.house_change import HouseChange, change_files
from cchc_workflow.engine.house_files import list_own, read_file
from cchc_workflow.errors import ConflictError, IncompleteError
from cchc_workflow.store.journal import read_journal
from tests.builders import vn
from tests.engine.small_office import ADMIN, SmallOffice

NOW = vn(1, 6, 9)
LADDER = "escalation.toml"


def change(seen: str, text: str | None = "mới") -> HouseChange:
    return HouseChange(
        folder="workflows", texts={LADDER: text}, seen={LADDER: seen}, name="ladder_changed", subject=LADDER
    )


def test_change_is_written_and_journalled_together(desk: SmallOffice, tmp_path: Path) -> None:
    seen = read_file(tmp_path, "workflows", LADDER).digest
    change_files(desk.office, tmp_path, Deed(desk.actor(ADMIN), NOW), change(seen))
    assert read_file(tmp_path, "workflows", LADDER).text == "mới"
    with desk.database.read() as tx:
        entry = read_journal(tx, 1)[0]
    assert (entry.name, entry.subject, entry.actor_address) == ("ladder_changed", LADDER, ADMIN)


def test_second_of_two_administrators_is_told(desk: SmallOffice, tmp_path: Path) -> None:
    seen = read_file(tmp_path, "workflows", LADDER).digest
    deed = Deed(desk.actor(ADMIN), NOW)
    change_files(desk.office, tmp_path, deed, change(seen, "một"))
    with pytest.raises(ConflictError):
        change_files(desk.office, tmp_path, deed, change(seen, "hai"))
    assert read_file(tmp_path, "workflows", LADDER).text == "một"
    with desk.database.read() as tx:
        assert [entry.name for entry in read_journal(tx, 1)].count("ladder_changed") == 1


def test_change_of_nothing_is_refused(desk: SmallOffice, tmp_path: Path) -> None:
    nothing = HouseChange(folder="workflows", texts={}, seen={}, name="ladder_changed", subject=LADDER)
    with pytest.raises(IncompleteError):
        change_files(desk.office, tmp_path, Deed(desk.actor(ADMIN), NOW), nothing)
    assert list_own(tmp_path) == ()
