from pathlib import Path

import pytest

from cchc_workflow.engine.house_files import check_unchanged, editing, list_own, read_file
from cchc_workflow.errors import ConflictError, NotFoundError, StorageError

LADDER = "escalation.toml"


def test_shipped_file_is_read_until_the_office_has_its_own(tmp_path: Path) -> None:
    shipped = read_file(tmp_path, "workflows", LADDER)
    assert (shipped.own, shipped) == (False, read_file(None, "workflows", LADDER))
    with editing(tmp_path) as replace:
        replace("workflows", {LADDER: "# của cơ quan\n"})
    own = read_file(tmp_path, "workflows", LADDER)
    assert (own.own, own.text) == (True, "# của cơ quan\n")
    assert own.digest != shipped.digest
    assert list_own(tmp_path) == ("workflows/escalation.toml",)


def test_own_file_can_be_taken_away(tmp_path: Path) -> None:
    with editing(tmp_path) as replace:
        replace("notifications", {"vi/reminder/subject.txt": "Nhắc"})
    with editing(tmp_path) as replace:
        replace("notifications", {"vi/reminder/subject.txt": None, "vi/digest/subject.txt": None})
    assert not read_file(tmp_path, "notifications", "vi/reminder/subject.txt").own
    assert list_own(tmp_path) == ()


def replace_and_fail(home: Path) -> None:
    with editing(home) as replace:
        replace("workflows", {LADDER: "mới"})
        replace("workflows", {LADDER: None, "task.toml": "mới"})
        raise ZeroDivisionError


def test_whatever_raises_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    with editing(tmp_path) as replace:
        replace("workflows", {LADDER: "cũ"})
    with pytest.raises(ZeroDivisionError):
        replace_and_fail(tmp_path)
    assert read_file(tmp_path, "workflows", LADDER).text == "cũ"
    assert list_own(tmp_path) == ("workflows/escalation.toml",)


def test_file_that_can_not_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "workflows").write_text("a file where the folder should be")
    with pytest.raises(StorageError) as refused, editing(tmp_path) as replace:
        replace("workflows", {LADDER: "mới"})
    assert refused.value.reason == "cannot_write"


def test_nothing_half_written_lies_about(tmp_path: Path) -> None:
    with editing(tmp_path) as replace:
        replace("workflows", {LADDER: "x"})
    folder = tmp_path / "workflows"
    assert [path.name for path in folder.iterdir()] == [LADDER]
    assert (folder / LADDER).stat().st_mode & 0o777 == 0o644


def test_check_unchanged_notices_who_came_between(tmp_path: Path) -> None:
    seen = read_file(tmp_path, "workflows", LADDER).digest
    check_unchanged(tmp_path, "workflows", {LADDER: seen})
    with editing(tmp_path) as replace:
        replace("workflows", {LADDER: "mới"})
    with pytest.raises(ConflictError):
        check_unchanged(tmp_path, "workflows", {LADDER: seen})


def test_unknown_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_file(tmp_path, "workflows", "unheard.toml")


def test_file_that_is_not_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / LADDER).write_bytes(b"\xff\xfe")
    with pytest.raises(StorageError) as refused:
        read_file(tmp_path, "workflows", LADDER)
    assert refused.value.reason == "cannot_read"
