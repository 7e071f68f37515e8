import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cchc_workflow.bootstrap import Program
from cchc_workflow.cli.stage import Period, Stage, open_stage
from cchc_workflow.definitions.script import Misread, Script, read_script
from cchc_workflow.errors import DefinitionError, NotFoundError
from cchc_workflow.reports.rehearsal import Rehearsal, list_events, summarize, write_reports
from cchc_workflow.settings import Settings
from tests.small_plan import CHIEF, COORDINATOR, DIRECTOR, FILES, HEAD, OTHER_HEAD

SCRIPT = f"""at,actor,task,action,value,note
2021-06-21,{HEAD},A1,start,,
2021-06-22,{HEAD},A2,start,,
2021-06-23,{HEAD},A99,start,,
2021-06-24,{HEAD},A1,report,,
2021-07-02,{HEAD},A1,report,12/BC-TCCB,Đã gửi
2021-07-05,{COORDINATOR},A1,verify,,
2021-07-06,{HEAD},A2,request_extension,31/8/2021,Chờ số liệu
2021-07-07,{DIRECTOR},A2,approve_extension,,
2021-07-08,{CHIEF},A3,excuse,,Văn bản đến muộn
2021-07-09,{DIRECTOR},Đ6/CCKL,cancel,45/QĐ-SVD,Trùng việc
2021-07-12,{CHIEF},A8,suspend,,Chờ hướng dẫn
2021-08-02,{HEAD},A3,start,,
2021-10-01,{OTHER_HEAD},A5,start,,
"""


@dataclass(frozen=True)
class Played:
    """A script that was played from 15/4 to 30/9/2021, and what it left."""

    program: Program
    rehearsal: Rehearsal
    folder: Path
    summary: dict[str, Any]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("played")
    (folder / "kich-ban.csv").write_text(SCRIPT, "utf-8")
    program = open_stage(Settings(home=folder), folder)
    stage = Stage(program, FILES, Period(date(2021, 4, 15), date(2021, 9, 30)))
    script = read_script(folder / "kich-ban.csv", program.office.calendar)
    rehearsal = stage.play_script(script, "kich-ban.csv", lambda _done, _total: None)
    yield Played(program, rehearsal, folder, write_reports(program.office, rehearsal, folder))
    program.close()


def test_summary_names_what_was_played(played: Played) -> None:
    summary = played.summary
    assert summary["plan"]["code"] == "so-vi-du-2021"
    assert (summary["script"], summary["seed"]) == ("kich-ban.csv", None)
    assert (summary["issued_at"], summary["judged_at"]) == (
        "2021-04-15T08:00:00+07:00",
        "2021-10-01T00:00:00+07:00",
    )


def test_summary_counts_tasks_by_state_and_timeliness(played: Played) -> None:
    assert played.summary["tasks"] == {
        "total": 9,
        "dormant": 1,
        "by_state": {"assigned": 4, "in_progress": 2, "cancelled": 1, "suspended": 1, "verified": 1},
        "by_timeliness": {
            "on_track": 2,
            "due_soon": 0,
            "overdue": 3,
            "done_on_time": 0,
            "done_late": 1,
            "paused": 1,
            "void": 1,
            "undated": 1,
        },
    }


def test_summary_counts_a_task_as_late_at_the_end_of_its_last_day(played: Played) -> None:
    at_the_end = {unit["unit"]: unit["late"] for unit in played.summary["units"]}
    before = summarize(
        played.program.office, replace(played.rehearsal, end=played.rehearsal.end.replace(hour=16))
    )
    assert at_the_end["CCKL"] == 1  # A5 is due on 30/9
    assert {unit["unit"]: unit["late"] for unit in before["units"]}["CCKL"] == 0


def test_summary_tells_where_each_unit_stands(played: Played) -> None:
    assert [
        (unit["unit"], unit["ratio"], unit["percent"], unit["flagged"]) for unit in played.summary["units"]
    ] == [
        ("VP", "0/2", "0.00", False),
        ("TCCB", "3/4", "75.00", True),
        ("CCKL", "1/1", "100.00", True),
    ]


def test_summary_tells_of_every_flag(played: Played) -> None:
    assert [
        (flag["unit"], flag["raised_on"], flag["ratio"], flag["tasks"], flag["cleared_on"])
        for flag in played.summary["flags"]
    ] == [
        ("TCCB", "2021-09-01", "3/4", ["A1", "A2", "A3"], None),
        ("CCKL", "2021-10-01", "1/1", ["A5"], None),
    ]


def test_summary_tells_what_was_done_and_what_refused(played: Played) -> None:
    actions = played.summary["actions"]
    assert actions["applied"] == sum(actions["applied_by_action"].values()) == 10
    assert actions["applied_by_action"]["start"] == 3
    assert [(each["line"], each["task"], each["code"]) for each in actions["refused"]] == [
        (4, "A99", "not_found"),
        (5, "A1", "incomplete"),
        (14, "A5", "incomplete"),
    ]
    assert actions["refused"][1]["facts"]["missing"] == ["evidence"]
    assert "tài liệu kiểm chứng" in actions["refused"][1]["reason"]
    assert actions["refused"][2]["facts"]["missing"] == ["outside_period"]
    assert actions["refused"][2]["at"] == "2021-10-01T09:00:00+07:00"


def test_summary_keeps_a_line_that_could_not_be_read_as_it_was_typed(played: Played) -> None:
    cells = {"at": "mai", "actor": HEAD, "task": "A1", "action": "start", "value": "", "note": ""}
    misread = Misread(3, cells, DefinitionError("kich-ban.csv", "at", "'mai' is no date (at line 3)"))
    rehearsal = replace(played.rehearsal, outcomes=[], misread=(misread,))
    (refused,) = summarize(played.program.office, rehearsal)["actions"]["refused"]
    assert (refused["line"], refused["at"], refused["code"]) == (3, "mai", "definition")


def test_summary_tells_of_extensions(played: Played) -> None:
    assert played.summary["extensions"] == [
        {
            "task": "A2",
            "unit": "TCCB",
            "requested_on": "2021-07-06",
            "by": HEAD,
            "asked_due_on": "2021-08-31",
            "reason": "Chờ số liệu",
            "state": "approved",
            "decided_on": "2021-07-07",
            "granted_due_on": "2021-08-31",
        }
    ]


def test_summary_counts_the_mails_that_lie_in_the_folder(played: Played) -> None:
    mails = played.summary["mails"]
    files = list((played.folder / "mails").glob("*.eml"))
    assert mails["total"] == len(files) == played.summary["outbox"]["sent"]
    assert sum(mails["by_message"].values()) == sum(mails["by_recipient"].values()) == len(files)
    assert mails["by_message"]["assigned"] == 3


def test_summary_tells_what_was_escalated_to_whom_and_when(played: Played) -> None:
    escalations = played.summary["escalations"]
    assert [(each["at"], each["step"], each["to"]) for each in escalations if each["task"] == "A3"] == [
        ("2021-09-09T07:30:00+07:00", "T+5", CHIEF),
        ("2021-09-13T07:30:00+07:00", "T+7", "phogiamdoc@so.example"),
        ("2021-09-16T07:30:00+07:00", "T+10", DIRECTOR),
    ]
    assert {each["level"] for each in escalations} == {3, 4, 5}
    assert {each["task"] for each in escalations} == {"A2", "A3"}


def test_summary_proves_the_history(played: Played) -> None:
    history = played.summary["history"]
    assert (history["tasks"], history["faults"]) == (9, [])
    assert history["events"] == len(list_events(played.program.office, played.rehearsal.plan_id))
    assert history["last_anchor"]["on"] == "2021-08-02"


def test_summary_of_a_forged_history_names_the_fault(tmp_path: Path) -> None:
    program = open_stage(Settings(home=tmp_path), tmp_path)
    stage = Stage(program, FILES, Period(date(2021, 4, 15), date(2021, 4, 15)))
    rehearsal = stage.play_script(Script(()), "x.csv", lambda _done, _total: None)
    with program.office.database.begin() as tx:
        tx.run(text("UPDATE event SET data = '{}' WHERE task_id = 1"))
    history = summarize(program.office, rehearsal)["history"]
    program.close()
    assert {"kind": "chain", "where": "A1", "number": 1} in history["faults"]


def test_summary_of_an_unknown_plan_is_refused(played: Played) -> None:
    with pytest.raises(NotFoundError):
        summarize(played.program.office, replace(played.rehearsal, plan_id=99))


def test_events_are_enough_to_count_a_unit_by_hand(played: Played) -> None:
    due: dict[str, str] = {}
    reported: dict[str, str] = {}
    alive: dict[str, str] = {}
    with (played.folder / "events.jsonl").open(encoding="utf-8") as lines:
        for event in map(json.loads, lines):
            due[event["task"]] = event["data"].get("due_on") or due.get(event["task"], "")
            alive[event["task"]] = event["unit"] if event["to"] != "cancelled" and due[event["task"]] else ""
            if event["name"] == "reported":
                reported[event["task"]] = event["at"][:10]
    late = [
        task
        for task, unit in alive.items()
        if unit == "TCCB" and due[task] < reported.get(task, "2021-10-01")
    ]
    assert sorted(late) == ["A1", "A2", "A3"]
    assert f"{len(late)}/{list(alive.values()).count('TCCB')}" == "3/4"


def test_events_stand_in_the_order_of_time(played: Played) -> None:
    lines = (played.folder / "events.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    report = next(event for event in events if event["name"] == "reported")
    assert (report["at"], report["task"], report["actor"]) == ("2021-07-02T09:00:00+07:00", "A1", HEAD)
    assert (report["from"], report["to"], report["number"], len(report["hash"])) == (
        "in_progress",
        "reported",
        3,
        64,
    )


def test_standing_csv_says_the_same_as_the_summary(played: Played) -> None:
    with (played.folder / "standing.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["ratio"] for row in rows] == [unit["ratio"] for unit in played.summary["units"]]
    assert [row["flagged"] for row in rows] == ["false", "true", "true"]
    assert (rows[0]["tips_with"], rows[1]["tips_with"], rows[1]["tips_on"]) == ("1", "0", "")


def test_reports_hold_nothing_of_this_machine(played: Played) -> None:
    for name in ("summary.json", "events.jsonl", "standing.csv"):
        assert str(played.folder) not in (played.folder / name).read_text("utf-8")


def test_summary_json_is_what_write_reports_returns(played: Played) -> None:
    assert json.loads((played.folder / "summary.json").read_text("utf-8")) == json.loads(
        json.dumps(played.summary, default=list)
    )


def test_reports_are_the_same_bytes_when_played_again(played: Played, tmp_path: Path) -> None:
    program = open_stage(Settings(home=tmp_path), tmp_path)
    stage = Stage(program, FILES, Period(date(2021, 4, 15), date(2021, 9, 30)))
    script = read_script(played.folder / "kich-ban.csv", program.office.calendar)
    rehearsal = stage.play_script(script, "kich-ban.csv", lambda _done, _total: None)
    write_reports(program.office, rehearsal, tmp_path)
    program.close()
    assert {name: content for name, content in contents(tmp_path).items() if name != "kich-ban.csv"} == {
        name: content for name, content in contents(played.folder).items() if name != "kich-ban.csv"
    }


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
