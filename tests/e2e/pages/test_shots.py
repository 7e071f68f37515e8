"""The guide's pictures can be made anew: each is one that the script takes, of people whom the plan knows."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.shipped import shipped
from tests.e2e.pages.pictures import AT, take_all
from tests.e2e.pages.shots import SHOTS, Scene, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

PEOPLE = shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021" / "people.toml"
SOME = ("phone-khoi-tao", "tra-lai", "phone-cham-1", "hop-thu")
"""One of each scene, one that acts, one behind a signed link."""


def test_every_picture_of_the_guide_is_taken_here() -> None:
    kept = sorted(path.stem for path in (shipped("guide") / "pictures").iterdir())
    assert kept == sorted(shot.name for shot in SHOTS)


def test_shots_are_of_people_of_the_plan() -> None:
    people = {each["address"] for each in tomllib.loads(PEOPLE.read_text("utf-8"))["person"]}
    assert {shot.who + AT for shot in SHOTS if shot.who} <= people


def test_pictures_are_taken(lived: tuple[Path, datetime], chromium: "Chromium", tmp_path: Path) -> None:
    shots = [shot for shot in SHOTS if shot.name in SOME]
    assert {shot.scene for shot in shots} == set(Scene)
    home, now = lived
    take_all(tmp_path, home, now, chromium, shots)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(SOME)
    assert all(path.read_bytes().startswith(b"\xff\xd8") for path in tmp_path.iterdir())


def test_a_page_that_is_not_there_is_no_picture(
    lived: tuple[Path, datetime], chromium: "Chromium", tmp_path: Path
) -> None:
    home, now = lived
    with pytest.raises(AssertionError, match="khong-co"):
        take_all(tmp_path, home, now, chromium, [Shot("x", "", "/khong-co")])
    assert list(tmp_path.iterdir()) == []
