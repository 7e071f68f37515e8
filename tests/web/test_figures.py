"""Behind every figure stand the very tasks that it counts: the table, asked by its address, lists as many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from cchc_workflow.domain.standing import Counts, count
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.store.database import Database
from cchc_workflow.store.standing import read_duties
from cchc_workflow.web.figures import MEANINGS, Figures, figures_of
from tests.engine.small_office import CHIEF, DIRECTOR, SmallOffice, at, duty, issue_small
from tests.web.browsers import open_browser

ON = date(2021, 7, 1)
DUE = date(2021, 6, 30)

COUNTED: dict[str, Callable[[Counts], int]] = {
    "all": lambda counts: counts.assigned + counts.cancelled,
    "assigned": lambda counts: counts.assigned,
    "late": lambda counts: counts.late,
    "not_done": lambda counts: counts.open_in_term + counts.open_overdue,
    "in_term": lambda counts: counts.open_in_term,
    "overdue": lambda counts: counts.open_overdue,
    "done_on_time": lambda counts: counts.done_on_time,
    "done_late": lambda counts: counts.done_late,
    "cancelled": lambda counts: counts.cancelled,
}


@pytest.fixture
def varied(sqlite_database: Database) -> SmallOffice:
    """Give an office with tasks of every kind."""
    desk = issue_small(
        sqlite_database,
        *(duty(f"A{number}", "VP", DUE) for number in range(1, 8)),
        duty("A8", "VP", date(2021, 9, 30)),
        duty("A9", "VP"),
        duty("A10", "VP", None, "dormant = true"),
    )
    desk.report("A1", at(date(2021, 6, 29)))
    desk.report("A2", at(date(2021, 6, 29)))
    desk.verify("A2", at(date(2021, 6, 30)))
    desk.report("A3", at(ON, 7))
    desk.do(CHIEF, "suspend", "A4", at(date(2021, 6, 1)), note="Chờ")
    desk.do(CHIEF, "cancel", "A5", at(date(2021, 6, 1)), note="Thôi", document="1/QĐ")
    return desk


@pytest.mark.parametrize("meaning", COUNTED)
def test_address_lists_as_many_tasks_as_the_figure_says(varied: SmallOffice, meaning: str) -> None:
    with varied.database.read() as tx:
        counts = count(read_duties(tx, varied.plan_id, varied.unit_id("VP")), ON)
    browser = open_browser(varied.office, at(ON), DIRECTOR)
    html = browser.get(Figures("so-vi-du-2021")(meaning, unit="VP")).text
    expected = COUNTED[meaning](counts)
    listed = {code for number in range(1, 11) if f'/nhiem-vu/{(code := f"A{number}")}"' in html}
    assert len(listed) == expected


def test_every_meaning_is_of_known_words() -> None:
    assert set(COUNTED) | {"open"} == set(MEANINGS)
    assert all(each in Timeliness for found in MEANINGS.values() for each in found)


def test_unknown_meaning_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        Figures("a")("lates")


@dataclass(frozen=True)
class Plan:
    id: int
    code: str


@pytest.mark.parametrize(
    ("plan", "path"), [(Plan(2, "moi"), "/nhiem-vu/A1"), (Plan(1, "cu"), "/nhiem-vu/cu%3AA1")]
)
def test_task_of_an_older_plan_is_named_with_it(plan: Plan, path: str) -> None:
    assert figures_of(plan, [Plan(1, "cu"), Plan(2, "moi")]).one("A1") == path
