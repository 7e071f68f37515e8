import errno
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_workflow.errors import StorageError
from cchc_workflow.store.archive import ArchiveReader, digest_lines, read_archive, write_archive

LINES = [b'[1,"a"]', '[2,"Sở"]'.encode()]


def write(target: Path) -> None:
    with write_archive(target) as archive:
        archive.add("unit", ("id", "name"), LINES)
        archive.add("tick", ("job",), [])
        archive.finish("0001")


def check_all(archive: ArchiveReader) -> None:
    for table in archive.manifest.tables:
        archive.check(table, iter)


def reason(source: Path) -> str:
    with pytest.raises(StorageError) as caught, read_archive(source) as archive:
        check_all(archive)
    return caught.value.reason


def test_archive_gives_back_what_was_written(tmp_path: Path) -> None:
    write(tmp_path / "a.zip")
    with read_archive(tmp_path / "a.zip") as archive:
        check_all(archive)
        assert archive.manifest.revision == "0001"
        assert [(table.name, table.rows) for table in archive.manifest.tables] == [("unit", 2), ("tick", 0)]
        assert archive.manifest.rows == 2
        assert list(archive.lines("unit")) == LINES
        assert archive.manifest.tables[0].columns == ("id", "name")


def test_archive_of_the_same_rows_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_archive_is_for_its_owner_only(tmp_path: Path) -> None:
    write(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_archive_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"yesterday")

    def fail() -> Iterator[bytes]:
        yield LINES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), write_archive(tmp_path / "a.zip") as archive:
        archive.add("unit", ("id", "name"), fail())
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    assert (tmp_path / "a.zip").read_bytes() == b"yesterday"


@pytest.mark.parametrize(("code", "expected"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "cannot_write")])
def test_archive_tells_why_it_can_not_be_written(tmp_path: Path, code: int, expected: str) -> None:
    def fail() -> Iterator[bytes]:
        yield LINES[0]
        raise OSError(code, "from the disk")

    with pytest.raises(StorageError) as caught, write_archive(tmp_path / "a.zip") as archive:
        archive.add("unit", ("id", "name"), fail())
    assert caught.value.reason == expected
    assert list(tmp_path.iterdir()) == []


def test_archive_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        write(tmp_path / "none" / "a.zip")
    assert caught.value.reason == "cannot_write"


def test_missing_archive_is_told(tmp_path: Path) -> None:
    assert reason(tmp_path / "a.zip") == "cannot_open"


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_file_that_is_no_archive_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    assert reason(tmp_path / "a.zip") == "archive_damaged"


def test_archive_with_any_byte_changed_or_cut_off_is_told_or_still_right(tmp_path: Path) -> None:
    write(tmp_path / "a.zip")
    whole = (tmp_path / "a.zip").read_bytes()
    damaged = [whole[:end] for end in range(0, len(whole), 7)]
    damaged += [whole[:at] + bytes((whole[at] ^ 0x55,)) + whole[at + 1 :] for at in range(len(whole))]
    told = 0
    for content in damaged:
        (tmp_path / "b.zip").write_bytes(content)
        try:
            with read_archive(tmp_path / "b.zip") as archive:
                check_all(archive)
                assert digest_lines(archive.lines("unit")) == digest_lines(LINES)  # a byte that says nothing
        except StorageError as error:
            assert error.reason == "archive_damaged"  # noqa: PT017 - either is right
            told += 1
    assert told > len(damaged) / 2


@pytest.mark.parametrize(
    "manifest",
    [
        "", "[]", "{}", '{"format": 2, "revision": "0001", "tables": []}',
        '{"format": 1, "revision": "0001", "tables": [{}]}', '{"format": 1, "revision": "0001", "tables": 7}',
        '{"format": 1, "revision": "", "tables": [{"name": "unit", "columns": [], "rows": 0, "sha256": 1}]}',
    ],
)  # fmt: skip
def test_archive_with_a_wrong_manifest_is_told(tmp_path: Path, manifest: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("manifest.json", manifest)
    assert reason(tmp_path / "a.zip") == "archive_damaged"
