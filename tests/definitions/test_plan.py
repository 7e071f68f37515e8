from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_workflow.definitions.plan import parse_plan, read_folder, read_roll
from cchc_workflow.domain.periods import PeriodKind
from cchc_workflow.domain.plan import Area, Duty, Plan, SetBy, unfold
from cchc_workflow.domain.standing import Rule
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import shipped
from tests.builders import make_calendar
from tests.plan_texts import FILES, TASKS

CALENDAR = make_calendar()


def with_tasks(tasks: str) -> Plan:
    return parse_plan(FILES | {"tasks/1-a.toml": tasks}, CALENDAR)


def test_plan_is_read_whole() -> None:
    plan = parse_plan(FILES, CALENDAR)
    assert (plan.code, plan.number, plan.year) == ("so-vi-du-2021", "12/KH-SVD", 2021)
    assert (plan.first_on, plan.last_on, plan.signed_on) == (
        date(2021, 4, 15),
        date(2021, 12, 31),
        date(2021, 4, 15),
    )
    assert (plan.goal, plan.survey_points) == (Decimal(85), Decimal("82.5"))
    assert plan.legal_basis == ("Quyết định số 467/QĐ-UBND",)
    assert plan.rule == Rule(30, "II.2.2.a1", "Chậm trễ 30% các nhiệm vụ.")
    assert plan.areas[0] == Area("a", "Chỉ đạo điều hành", "II.2.2.a", Decimal("10.0"), Decimal("7.43"))
    assert plan.areas[1].previous_points is None
    assert [unit.code for unit in plan.units] == ["VP", "CCKL"]
    assert [person.address for person in plan.people] == ["giamdoc@so.example"]


def test_duties_are_read_whole() -> None:
    inspect, report, assist = parse_plan(FILES, CALENDAR).duties
    assert inspect == Duty(
        code="A1",
        area="a",
        clause="II.2.2.a1, gạch 1",
        title="Kiểm tra",
        text="Tổ chức kiểm tra.",
        deliverable="Báo cáo",
        lead="VP",
        supports=("CCKL",),
        deadline_text="hàng năm",
        dues=(date(2021, 11, 30),),
        set_by=SetBy.DOCUMENT,
        target=Target(Measure.SHARE, Decimal(30), label="Đơn vị được kiểm tra"),
        target_of="units",
        lead_assumed=True,
    )
    assert (report.for_each, report.repeat) == ("rooms", PeriodKind.QUARTERLY)
    assert report.dues == (date(2021, 6, 15), date(2021, 9, 15), date(2021, 12, 15))
    assert report.set_by is SetBy.COORDINATOR
    assert (assist.part_of, assist.dues) == ("A1", ())


@pytest.mark.parametrize(
    ("table", "target", "of"),
    [
        ('measure = "share"\ntotal = 20', Target(Measure.SHARE, Decimal(100), 20, label="x"), None),
        ('measure = "percent"\nat_least = 62.5', Target(Measure.PERCENT, Decimal("62.5"), label="x"), None),
        (
            'measure = "named"\nnames = ["một", "hai"]',
            Target(Measure.NAMED, names=("một", "hai"), label="x"),
            None,
        ),
        ('measure = "share"\nof = "rooms"', Target(Measure.SHARE, label="x"), "rooms"),
    ],
)
def test_target_is_read_by_its_measure(table: str, target: Target, of: str | None) -> None:
    old = TASKS[TASKS.index('measure = "share"') : TASKS.index('[[task]]\ncode = "A2"')]
    duty = with_tasks(TASKS.replace(old, f'{table}\nlabel = "x"\n')).duties[0]
    assert (duty.target, duty.target_of) == (target, of)


def test_target_of_units_goes_with_for_each() -> None:
    table = '[task.target]\nmeasure = "units"\nat_least = 80\nlabel = "ISO"\n'
    source = TASKS.replace('repeat = "quarterly"\ndue_on = [2021-06-15, 2021-09-15, 2021-12-15]\n', table)
    assert with_tasks(source).duties[1].target == Target(Measure.UNITS, Decimal(80), label="ISO")


def test_codes_that_unfold_to_one_are_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        with_tasks(TASKS.replace('"A1"', '"A2/VP/Q3"'))
    error = caught.value
    assert (error.path, error.key, error.reason) == (
        "plan.toml",
        "A2/VP/Q3",
        "two tasks unfold to this code",
    )


def test_period_that_never_ends_within_the_plan_is_refused() -> None:
    autumn = FILES["plan.toml"].replace(
        "2021-04-15\nlast_on = 2021-12-31", "2021-10-01\nlast_on = 2021-12-30"
    )
    with pytest.raises(DefinitionError) as caught:
        parse_plan(FILES | {"plan.toml": autumn}, CALENDAR)
    assert (caught.value.path, caught.value.key) == ("tasks/1-a.toml", "task[2].repeat")
    assert caught.value.reason.startswith("no such period ends within the plan")


@pytest.mark.parametrize(("folder", "path"), [("", "tasks/"), ("plans/x", "plans/x/tasks/")])
def test_plan_without_a_task_is_refused(folder: str, path: str) -> None:
    files = {name: text for name, text in FILES.items() if name != "tasks/1-a.toml"}
    with pytest.raises(DefinitionError) as caught:
        parse_plan(files, CALENDAR, folder)
    assert caught.value.facts() == {"path": path, "key": "task", "reason": "missing"}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    later = '[[task]]\ncode = "Z"\n'
    files = FILES | {"tasks/0-b.toml": "\ufeff" + later, "readme.md": "không đọc"}
    read = read_folder(write(tmp_path, files))
    assert list(read) == ["plan.toml", "units.toml", "people.toml", "tasks/0-b.toml", "tasks/1-a.toml"]
    assert read["tasks/0-b.toml"] == later
    assert read["plan.toml"] == FILES["plan.toml"]


def test_folder_without_a_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "units.toml").unlink()
    with pytest.raises(DefinitionError) as caught:
        read_folder(tmp_path)
    assert caught.value.path == str(tmp_path / "units.toml")
    assert caught.value.reason == "can't be read: No such file or directory"


def test_folder_with_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "people.toml").write_bytes("name = 'Văn thư'".encode("utf-16"))
    with pytest.raises(DefinitionError) as caught:
        read_folder(tmp_path)
    assert (caught.value.path, caught.value.reason) == (str(tmp_path / "people.toml"), "not UTF-8")


@pytest.fixture(scope="module")
def real() -> Plan:
    folder = shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021"
    return parse_plan(read_folder(folder), CALENDAR, str(folder))


def test_real_plan_has_every_bullet_of_the_document(real: Plan) -> None:
    bullets = [duty for duty in real.duties if duty.area is not None]
    assert len(bullets) == 48
    assert sum(duty.for_each is not None for duty in bullets) == 21
    assert Counter(duty.lead for duty in bullets if duty.lead) == {"VP": 15, "TCCB": 7, "KHTC": 5}
    assert len([duty for duty in real.duties if duty.clause.startswith("II.2.1.a")]) == 5
    assert {duty.clause[:6] for duty in real.duties if duty.area is None} == {"II.2.1", "II.3.1", "II.3.3"}


def test_real_plan_has_the_points_of_the_document(real: Plan) -> None:
    assert [area.code for area in real.areas] == ["a", "b", "c", "d", "đ", "e", "g"]
    assert [float(area.points) for area in real.areas] == [10, 6.5, 13, 8, 9.5, 10, 10.5]
    assert sum(area.points for area in real.areas) + real.survey_points == 100
    assert [area.code for area in real.areas if area.previous_points is None] == ["c"]
    assert real.goal == 85
    assert (real.rule.threshold, real.rule.clause) == (30, "II.2.2.a1")


def test_real_plan_measures_what_the_document_counts(real: Plan) -> None:
    targets = {draft.duty.code: draft.target for draft in unfold(real) if draft.target}
    inspected = next(target for target in targets.values() if target.measure is Measure.SHARE)
    assert inspected.at_least == 30
    assert inspected.total == 16
    assert inspected.needed == 5
    centres = next(target for target in targets.values() if target.measure is Measure.NAMED)
    assert centres.names == ("Trung tâm Tư vấn nông nghiệp và PTNT", "Trung tâm Giống")


def test_real_plan_has_one_equitization_with_two_units(real: Plan) -> None:
    (part,) = (duty for duty in real.duties if duty.part_of)
    draft = next(draft for draft in unfold(real) if draft.code == part.part_of)
    assert (draft.lead, part.lead) == ("KHTC", "TCCB")
    assert "TCCB" in draft.supports


def test_real_plan_dates_everything_that_counts(real: Plan) -> None:
    drafts = unfold(real)
    assert len({draft.code for draft in drafts}) == len(drafts)
    assert all((draft.due_on is not None) is draft.counted for draft in drafts)
    assert {draft.lead for draft in drafts} == {unit.code for unit in real.units}


def test_terms_of_a_plan_roll_unless_it_says_not() -> None:
    assert read_roll(FILES)
    assert not read_roll({"plan.toml": FILES["plan.toml"].replace("[plan]", "[plan]\nroll = false")})
    with pytest.raises(DefinitionError):
        read_roll({"plan.toml": "[plan]\nroll = 1"})
