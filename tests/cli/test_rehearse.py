import csv
import json
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cchc_workflow.cli.app import app
from tests.small_plan import CODE, HEAD, write_plan

Run = Callable[..., Result]
WEEKS = ("--from", "21/6/2021", "--until", "2021-07-11")
HEADER = "at,actor,task,action,value,note"
PLAN_OF_2021 = "snnptnt-quang-ngai-2021"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give the command: it plays the small plan, from a home that holds it, into "out"."""
    write_plan(tmp_path / "workflows" / "plans" / CODE)

    def rehearse(*options: str, plan: str = CODE, out: str = "out") -> Result:
        arguments = [
            "--home",
            str(tmp_path),
            "rehearse",
            "--plan",
            plan,
            "--out",
            str(tmp_path / out),
            *options,
        ]
        return CliRunner().invoke(app, arguments)

    return rehearse


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "kich-ban.csv"
    path.write_text(f"{HEADER}\n2021-06-22,{HEAD},A1,start,,\n2021-06-23,{HEAD},A9,start,,\n", "utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_rehearse_plays_a_script(run: Run, script: Path, tmp_path: Path) -> None:
    result = run("--script", str(script), *WEEKS)
    assert result.exit_code == 0, result.output
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["actions"]["applied"] == 1
    assert [each["line"] for each in summary["actions"]["refused"]] == [3]
    assert "TCCB" in result.stdout
    assert "A9" in result.stderr
    assert not (tmp_path / "out" / "actions.csv").exists()


def test_rehearse_leaves_what_it_says(run: Run, tmp_path: Path) -> None:
    assert run(*WEEKS).exit_code == 0
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {
        "summary.json", "events.jsonl", "standing.csv", "actions.csv", "mails", "reports", "cchc.sqlite3",
    }  # fmt: skip


def test_rehearse_writes_the_summary_as_json(run: Run, tmp_path: Path) -> None:
    result = run("--json", *WEEKS)
    assert json.loads(result.stdout) == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert json.loads(result.stdout)["seed"] == 1


def test_rehearse_gives_the_same_bytes_for_one_seed(run: Run, tmp_path: Path) -> None:
    run("--seed", "7", *WEEKS, out="one")
    run("--seed", "7", *WEEKS, out="two")
    run("--seed", "8", *WEEKS, out="three")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one") != contents(tmp_path / "three")


def test_rehearse_plays_back_the_actions_that_a_seed_left(run: Run, tmp_path: Path) -> None:
    run("--seed", "7", *WEEKS, out="one")
    assert run("--script", str(tmp_path / "one" / "actions.csv"), *WEEKS, out="two").exit_code == 0
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert {name for name in one if one[name] != two.get(name)} == {"summary.json", "actions.csv"}
    drawn, scripted = json.loads(one["summary.json"]), json.loads(two["summary.json"])
    assert drawn | {"seed": None, "script": "actions.csv"} == scripted


def test_rehearse_plays_the_whole_plan_where_no_period_is_given(run: Run, script: Path) -> None:
    summary = json.loads(run("--json", "--script", str(script)).stdout)
    assert (summary["issued_at"], summary["judged_at"]) == (
        "2021-04-15T08:00:00+07:00",
        "2022-01-01T00:00:00+07:00",
    )


def test_rehearse_takes_a_plan_by_its_folder(run: Run, tmp_path: Path) -> None:
    folder = write_plan(tmp_path / "noi-khac")
    assert run(*WEEKS, plan=str(folder)).exit_code == 0


def test_rehearse_leaves_a_database_to_look_at(run: Run, tmp_path: Path) -> None:
    run(*WEEKS)
    result = CliRunner().invoke(app, ["--home", str(tmp_path / "out"), "task", "list", "--json"])
    assert len(json.loads(result.stdout)) == 9


@pytest.mark.parametrize(
    ("options", "exit_code", "said"),
    [
        (("--seed", "1", "--script", "{script}"), 2, "--seed"),
        (("--script", "khong-co.csv"), 2, "khong-co.csv"),
        (("--from", "2021-07-11", "--until", "2021-06-21"), 2, "--until"),
        (("--from", "30/2/2021"), 2, "30/2/2021"),
        (("--until", "2199-01-01"), 6, "2199"),
    ],
)
def test_rehearse_refuses_wrong_options(
    run: Run, script: Path, options: tuple[str, ...], exit_code: int, said: str
) -> None:
    result = run(*(option.format(script=script) for option in options))
    assert result.exit_code == exit_code
    assert said in result.stderr


def test_rehearse_refuses_an_unknown_plan(run: Run, tmp_path: Path) -> None:
    result = run(plan="so-khac-2021")
    assert (result.exit_code, "so-khac-2021" in result.stderr) == (4, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", ["at,actor,task,action,value\n", "", "\xff"])
def test_rehearse_refuses_a_wrong_script_and_makes_nothing(run: Run, script: Path, content: str) -> None:
    script.write_bytes(content.encode("latin-1"))
    result = run("--script", str(script))
    assert (result.exit_code, "kich-ban.csv" in result.stderr) == (6, True)
    assert not (script.parent / "out").exists()


def test_rehearse_refuses_a_folder_that_is_not_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "luan-van.docx").write_text("của tôi")
    assert run(*WEEKS).exit_code == 2
    assert run("--force", *WEEKS).exit_code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["luan-van.docx"]


def test_rehearse_replaces_an_earlier_rehearsal_when_forced(run: Run, script: Path, tmp_path: Path) -> None:
    run(*WEEKS)
    assert run(*WEEKS).exit_code == 2
    assert run("--force", "--script", str(script), *WEEKS).exit_code == 0
    run("--script", str(script), *WEEKS, out="other")
    assert contents(tmp_path / "out") == contents(tmp_path / "other")


def test_rehearse_sends_nothing_over_the_offices_own_server(run: Run, tmp_path: Path) -> None:
    settings = (
        '[smtp]\nhost = "192.0.2.1"\n[mail]\nsender = "cchc@so.example"\nredirect_all_to = "thu@so.example"\n'
    )
    (tmp_path / "cchc.toml").write_text(settings)
    assert run(*WEEKS).exit_code == 0
    heads = [message_from_bytes(path.read_bytes()) for path in (tmp_path / "out" / "mails").iterdir()]
    assert {head["From"].endswith("<cchc@so.example>") for head in heads} == {True}
    assert any(HEAD in head["To"] for head in heads)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Play the plan of 2021 from its first day to its last."""
    out = tmp_path_factory.mktemp("nam-2021")
    arguments = [
        "--home",
        str(out.parent),
        "rehearse",
        "--plan",
        PLAN_OF_2021,
        "--seed",
        "1",
        "--out",
        str(out),
    ]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    return out


def summary_of(folder: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))
    return summary


def test_year_of_2021_adds_up(year: Path) -> None:
    summary = summary_of(year)
    tasks, units = summary["tasks"], summary["units"]
    seen = tasks["by_timeliness"]
    assert sum(tasks["by_state"].values()) == sum(seen.values()) == tasks["total"] == 417
    assert sum(unit["assigned"] + unit["cancelled"] for unit in units) == tasks["total"] - tasks["dormant"]
    assert sum(unit["late"] for unit in units) == seen["overdue"] + seen["done_late"]
    assert summary["mails"]["total"] == len(list((year / "mails").iterdir()))
    assert summary["history"]["faults"] == []


def test_year_of_2021_flags_some_units_and_clears_some(year: Path) -> None:
    flags = summary_of(year)["flags"]
    assert 2 <= len({flag["unit"] for flag in flags}) <= 5
    assert any(flag["cleared_on"] for flag in flags)
    assert all(flag["late"] * 100 >= 30 * flag["assigned"] for flag in flags)
    standing = {flag["unit"] for flag in flags if not flag["cleared_on"]}
    assert standing == {unit["unit"] for unit in summary_of(year)["units"] if unit["flagged"]}


def test_year_of_2021_delivers_every_mail_and_refuses_none(year: Path) -> None:
    outbox = summary_of(year)["outbox"]
    assert outbox.keys() <= {"sent", "bundled", "held", "queued", "missed", "dropped"}
    assert outbox["held"] + outbox.get("queued", 0) < 20  # what waits for the morning after the year


def test_year_of_2021_is_counted_the_same_from_its_events(year: Path) -> None:
    due: dict[str, str | None] = {}
    reported: dict[str, str | None] = {}
    unit_of: dict[str, str] = {}
    for line in (year / "events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        task, data = event["task"], event["data"]
        unit_of[task] = event["unit"]
        if event["name"] != "extension_requested":
            due[task] = data.get("due_on") or due.get(task)
        if event["name"] in {"reported", "returned", "reopened"}:
            reported[task] = event["at"][:10] if event["name"] == "reported" else None
    dated = {task: on for task, on in due.items() if on}
    late = Counter(unit_of[task] for task, on in dated.items() if (reported.get(task) or "2022-01-01") > on)
    assigned = Counter(unit_of[task] for task in dated)
    with (year / "standing.csv").open(encoding="utf-8", newline="") as file:
        assert {row["unit"]: row["ratio"] for row in csv.DictReader(file)} == {
            unit: f"{late[unit]}/{count}" for unit, count in assigned.items()
        }
