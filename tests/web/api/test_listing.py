from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from cchc_workflow.store.database import Database
from cchc_workflow.store.listing import Sort
from cchc_workflow.web.api.listing import DOWN, Ordering
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, SmallOffice, duty, issue_small
from tests.web.api.calling import NOW, open_api

LATER = vn(1, 7, 8)


@pytest.fixture
def many(sqlite_database: Database) -> SmallOffice:
    """Give an office with twelve tasks of three units, four of them on one day, two without a date."""
    units = ("VP", "TCCB", "CCKL")
    dues = [*(date(2021, 6 + n // 4, 30) for n in range(8)), date(2021, 7, 15), date(2021, 6, 30), None, None]
    return issue_small(
        sqlite_database, *(duty(f"A{n}", units[n % 3 - 1], due) for n, due in enumerate(dues, start=1))
    )


def codes(answer: Any) -> list[str]:  # noqa: ANN401
    assert answer.status_code == 200, answer.text
    return [item["code"] for item in answer.json()["items"]]


def walk(client: TestClient, **asked: object) -> list[str]:
    """Return the codes of every page, found by the header that leads to the next."""
    found = []
    answer = client.get("/tasks", params=asked)  # type: ignore[arg-type]
    for _ in range(20):
        found += codes(answer)
        if answer.json()["next"] is None:
            assert "link" not in answer.headers
            return found
        answer = client.get("http://testserver" + answer.links["next"]["url"])
    raise AssertionError(found)


def test_a_line_says_what_a_task_is(desk: SmallOffice) -> None:
    item = open_api(desk, HEAD).get("/tasks").json()["items"][0]
    assert item == {
        "id": 1, "code": "A1", "title": "Nhiệm vụ A1", "plan": "so-vi-du-2021",
        "unit": {"code": "VP", "name": "Văn phòng Sở"}, "area": "a", "state": "assigned",
        "state_label": "Đã giao", "timeliness": "on_track", "due_on": "2021-06-30",
        "original_due_on": "2021-06-30", "reported_on": None, "version": 1,
    }  # fmt: skip


@pytest.mark.parametrize("sort", sorted(Ordering))
@pytest.mark.parametrize("limit", [1, 5, 12])
def test_pages_hold_every_task_once_in_one_order(many: SmallOffice, sort: str, limit: int) -> None:
    client = open_api(many, COORDINATOR)
    whole = codes(client.get("/tasks", params={"sort": sort}))
    assert len(whole) == len(set(whole)) == 12
    assert walk(client, sort=sort, limit=limit) == whole


def test_the_next_page_keeps_the_filter(many: SmallOffice) -> None:
    client = open_api(many, COORDINATOR)
    asked = {"unit": ["VP", "CCKL"], "due_from": "2021-06-30", "limit": 1}
    assert walk(client, **asked) == codes(client.get("/tasks", params=asked | {"limit": 200}))  # type: ignore[arg-type]


def test_undated_tasks_come_last(many: SmallOffice) -> None:
    assert codes(open_api(many, COORDINATOR).get("/tasks"))[-2:] == ["A11", "A12"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unit=TCCB", {"A2", "A5", "A8", "A11"}),
        ("unit=TCCB&unit=CCKL&due_until=2021-06-30", {"A2", "A3"}),
        ("due_from=2021-07-01&due_until=2021-07-29", {"A9"}),
        ("timeliness=undated", {"A11", "A12"}),
        ("timeliness=overdue&timeliness=undated", {"A1", "A2", "A3", "A4", "A10", "A11", "A12"}),
        ("text=nhiem%20vu%20a7", {"A7"}),
        ("text=Nhi%E1%BB%87m%20v%E1%BB%A5%20A7", {"A7"}),
        ("state=in_progress", {"A1"}),
        ("period=2021-07&unit=VP", {"A7"}),
        ("plan=so-vi-du-2021&area=a&unit=VP&kind=counted", {"A1", "A4", "A7", "A10"}),
        ("kind=dormant", set()),
    ],
)
def test_filters_narrow(many: SmallOffice, query: str, expected: set[str]) -> None:
    many.start("A1", NOW)
    client = open_api(many, COORDINATOR, now=LATER)
    assert set(codes(client.get(f"/tasks?{query}"))) == expected


@pytest.mark.parametrize("who", [HEAD, HEAD_TCCB])
def test_a_head_sees_the_own_units_tasks_whatever_is_asked(many: SmallOffice, who: str) -> None:
    client = open_api(many, who)
    own = set(codes(client.get("/tasks")))
    assert len(own) == 4
    for query in ("unit=VP&unit=TCCB&unit=CCKL", "text=nhiem", "sort=-updated", "timeliness=on_track"):
        assert set(codes(client.get(f"/tasks?{query}"))) <= own


def test_a_place_of_anothers_list_shows_nothing_of_it(many: SmallOffice) -> None:
    after = open_api(many, COORDINATOR).get("/tasks?limit=3").json()["next"]
    found = codes(open_api(many, HEAD).get("/tasks", params={"after": after}))
    assert set(found) < {"A1", "A4", "A7", "A10"}


@pytest.mark.parametrize(
    "query",
    [
        "after=x", "after=", "after=bnVsbA", "after=WzFd", "after=" + "W" * 600, "after=" + "a" * 601,
        "after=<script>", "limit=0", "limit=201", "limit=x", "limit=1e2", "sort=title", "sort=--due",
        "timeliness=late_", "state=" + "a" * 101, "text=" + "a" * 201, "text=%00", "due_from=30/6/2021",
        "due_from=2021-02-30", "plan=khong-co", "unit=KHONG", "state=khong", "period=2021-13", "kind=x",
        "whatever=1", "&".join(["unit=VP"] * 21),
    ],
)  # fmt: skip
def test_what_can_not_be_asked_is_refused(desk: SmallOffice, query: str) -> None:
    answer = open_api(desk, HEAD).get(f"/tasks?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_place_holds_for_its_own_order_only(many: SmallOffice) -> None:
    client = open_api(many, COORDINATOR)
    after = client.get("/tasks?limit=3").json()["next"]
    assert client.get("/tasks", params={"after": after, "sort": "code"}).status_code == 422


def test_every_order_of_the_table_can_be_asked_for_in_both_directions() -> None:
    assert set(Ordering) == {f"{down}{sort}" for sort in Sort for down in ("", DOWN)}
