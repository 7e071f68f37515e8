import shutil
from pathlib import Path

import pytest

from cchc_workflow.shipped import shipped
from tests.command_line import HEAD, Cchc

CODE = "snnptnt-quang-ngai-2021"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("workflows") / "plans" / CODE, tmp_path / "plan"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def test_check_counts_what_the_real_plan_unfolds_to(bare: Cchc) -> None:
    facts = bare("plan", "check", CODE, "--json").json
    counted = {name: facts[name] for name in ("areas", "units", "tasks", "dormant", "undated")}
    assert counted == {"areas": 7, "units": 16, "tasks": 417, "dormant": 2, "undated": 0}
    assert (facts["points_of_areas"], facts["survey_points"]) == ("67.5", "32.5")
    assert "67,5, khảo sát 32,5" in bare("plan", "check", CODE).out
    assert not (bare.home / "cchc.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "plan.toml",
            "survey_points = 32.5",
            "survey_points = 30",
            "cộng lại được 97.5 điểm chứ không phải 100",
        ),
        ("plan.toml", "survey_points", "survey_point", "plan.survey_point”: không có khóa"),
        ("units.toml", 'code = "TCCB"', 'code = "VP"', "“VP” dùng hai lần"),
        (
            "people.toml",
            'role = "director"',
            'role = "directer"',
            "không có giá trị “directer”; có phải “director”?",
        ),
        ("plan.toml", "last_on = 2021-12-31", "last_on = 2021-02-30", "không đúng cú pháp TOML"),
    ],
)
def test_check_names_file_key_and_reason(
    bare: Cchc, folder: Path, name: str, old: str, new: str, said: str
) -> None:
    spoil(folder, name, old, new)
    answer = bare("plan", "check", folder)
    assert answer.code == 6
    assert name in answer.err
    assert said in answer.err


def test_unknown_plan_is_not_found(bare: Cchc) -> None:
    answer = bare("plan", "check", "khong-co")
    assert answer.code == 4
    assert "Không có kế hoạch hay thư mục “khong-co”." in answer.err


def test_plan_is_loaded_issued_and_then_fixed(bare: Cchc) -> None:
    bare("init")
    assert bare("plan", "load", CODE).code == 0
    assert bare("plan", "list", "--json").json[0]["state"] == "draft"
    assert bare("plan", "load", CODE).code == 0
    issued = bare("plan", "issue", CODE, "--as", HEAD)
    assert issued.code == 0
    assert issued.out == f"Đã ban hành {CODE}: 417 nhiệm vụ được giao.\n"
    assert "có thời hạn đã qua" in issued.err
    for typed in (["load", CODE], ["issue", CODE]):
        answer = bare("plan", *typed)
        assert answer.code == 5
        assert "đã được ban hành" in answer.err
    assert bare("task", "show", "A4", "--json").json["history"][0]["actor"] == HEAD


def test_list_without_a_database_shows_what_could_be_loaded(bare: Cchc) -> None:
    (row,) = bare("plan", "list", "--json").json
    assert (row["code"], row["state"]) == (CODE, "folder")
    assert "chưa nạp" in bare("plan", "list").out


def test_show_adds_up(cchc: Cchc) -> None:
    cchc.start("A4")
    facts = cchc("plan", "show", "--json").json
    assert facts["tasks"] + facts["dormant"] == 417
    assert sum(facts["states"].values()) == sum(facts["timeliness"].values()) == facts["tasks"]
    assert sum(area["tasks"] for area in facts["areas"]) == facts["tasks"]
    assert facts["states"] == {"assigned": 414, "in_progress": 1}
    assert [area["code"] for area in facts["areas"]] == ["a", "b", "c", "d", "đ", "e", "g", None]


def test_show_adds_targets_up(cchc: Cchc) -> None:
    cchc.start("A4")
    cchc("task", "act", "A4", "report", "--as", HEAD, "--evidence", "1/BC", "--value", "6/16")
    before = {each["duty"]: each for each in cchc("plan", "show", "--json").json["targets"]}
    assert (before["A4"]["done"], before["A4"]["reached"]) == ("0", False)
    cchc("task", "act", "A4", "verify", "--as", "thamdinh@snnptnt-quang-ngai.example")
    after = {each["duty"]: each for each in cchc("plan", "show", "--json").json["targets"]}
    assert (after["A4"]["done"], after["A4"]["total"], after["A4"]["reached"]) == ("6", "16", True)
    assert (after["E5"]["done"], after["E5"]["total"], after["E5"]["needed"]) == ("0", "2", "2")
    assert after["G3"]["tasks"] == 8
    page = cchc("plan", "show").out
    assert "6/16, cần 5" in page
    assert "✓ đạt" in page
    assert "quá hạn 51 (12,29 %)" in page


def test_show_without_an_issued_plan_says_how(bare: Cchc) -> None:
    bare("init", "--plan", CODE)
    answer = bare("plan", "show")
    assert answer.code == 4
    assert "cchc plan issue" in answer.err
