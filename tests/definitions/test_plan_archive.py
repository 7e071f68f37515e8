from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.definitions.plan_archive import MOST_BYTES, MOST_FILES, MOST_TEXT, pack_plan, unpack_plan
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import shipped

PARTS = {"plan.toml": "a = 1\n", "units.toml": "b = 2\n", "people.toml": "c = 3\n", "tasks/a.toml": "Đ = 4\n"}


def zipped(texts: Mapping[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize("top", ["", "ke-hoach-2021/", "a/b/"])
def test_unpack_plan_finds_the_folder_wherever_it_lies(top: str) -> None:
    data = zipped({top + name: text for name, text in PARTS.items()} | {top + "ghi-chu.txt": b"\xff"})
    assert unpack_plan(data, "ke-hoach.zip") == PARTS


def test_the_real_plan_survives_packing() -> None:
    files = read_folder(shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021")
    packed = pack_plan(files)
    assert unpack_plan(packed, "x.zip") == files
    assert pack_plan(dict(reversed(files.items()))) == packed


@pytest.mark.parametrize(
    "name",
    [
        "../plan.toml",
        "tasks/../../a.toml",
        "/etc/plan.toml",
        "..\\plan.toml",
        "C:plan.toml",
        "tasks/..",
        "a\\b.toml",
    ],
)
def test_name_that_leads_out_of_the_zip_is_refused(name: str) -> None:
    info = ZipInfo("x")
    info.filename = name
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for part, text in PARTS.items():
            archive.writestr(part, text)
        archive.writestr(info, "x")
    with pytest.raises(DefinitionError, match="outside of the zip"):
        unpack_plan(buffer.getvalue(), "x.zip")


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", zipped(PARTS)[:-30]])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(DefinitionError, match="not a zip"):
        unpack_plan(data, "x.zip")


def test_damaged_content_is_refused() -> None:
    data = bytearray(zipped(dict(PARTS) | {"tasks/b.toml": "x = '" + "abc" * 99 + "'"}))
    place = data.find(b"tasks/b.toml") + len("tasks/b.toml")
    data[place : place + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(DefinitionError, match="not a zip"):
        unpack_plan(bytes(data), "x.zip")


def test_bomb_is_refused_before_it_is_blown_up() -> None:
    data = zipped({**PARTS, "tasks/b.toml": b" " * (MOST_TEXT + 1)})
    assert len(data) < 20_000
    with pytest.raises(DefinitionError, match="KB of text"):
        unpack_plan(data, "x.zip")


def test_too_many_files_are_refused() -> None:
    with pytest.raises(DefinitionError, match=f"more than {MOST_FILES} files"):
        unpack_plan(zipped(dict(PARTS) | {f"tasks/{n}.toml": "" for n in range(MOST_FILES)}), "x.zip")


def test_too_large_a_zip_is_refused() -> None:
    with pytest.raises(DefinitionError, match="larger than 512 KB"):
        unpack_plan(b"\0" * (MOST_BYTES + 1), "x.zip")


@pytest.mark.parametrize("missing", ["plan.toml", "units.toml", "people.toml"])
def test_missing_part_is_named(missing: str) -> None:
    texts = {name: text for name, text in PARTS.items() if name != missing}
    with pytest.raises(DefinitionError, match="missing in the zip") as refused:
        unpack_plan(zipped(texts), "x.zip")
    assert refused.value.key == missing


def test_part_that_is_not_text_is_refused() -> None:
    with pytest.raises(DefinitionError, match="not UTF-8") as refused:
        unpack_plan(zipped({**PARTS, "tasks/b.toml": b"\xff\xfe"}), "x.zip")
    assert refused.value.path == "tasks/b.toml"


def test_part_that_stands_there_twice_is_refused() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("plan.toml", "x = 1")
    with pytest.raises(DefinitionError, match="twice"):
        unpack_plan(buffer.getvalue(), "x.zip")


def test_locked_part_is_refused() -> None:
    data = bytearray(zipped(PARTS))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        data[at + place] |= 1
    with pytest.raises(DefinitionError, match="password"):
        unpack_plan(bytes(data), "x.zip")
