from datetime import date

import pytest

from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.sweep import sweep
from tests.builders import vn
from tests.engine.small_office import (
    COORDINATOR,
    HEAD,
    HEAD_TCCB,
    SmallOffice,
    at,
    duty,
    plan_files,
)
from tests.web.api.calling import NOW, open_api

LATER = at(date(2021, 7, 1))


def test_me_says_who_the_caller_is(desk: SmallOffice) -> None:
    me = open_api(desk, HEAD).get("/me").json()
    assert me["address"] == HEAD
    assert me["grants"] == [{"role": "unit_head", "label": me["grants"][0]["label"], "unit": "VP"}]
    assert me["grants"][0]["label"] != "unit_head"
    assert (me["on"], me["scopes"]) == ("2021-06-01", ["act", "extend", "read"])
    assert me["ends_at"] == "2021-12-31T17:00:00Z"


def test_units_are_those_in_sight(desk: SmallOffice) -> None:
    (own,) = open_api(desk, HEAD).get("/units").json()["items"]
    assert (own["code"], [head["address"] for head in own["heads"]]) == ("VP", [HEAD])
    every = open_api(desk, COORDINATOR).get("/units").json()["items"]
    assert [unit["code"] for unit in every] == ["VP", "TCCB", "CCKL"]


def test_standing_has_the_line_the_projection_and_the_rescue(desk: SmallOffice) -> None:
    sweep(desk.office, LATER)
    found = open_api(desk, HEAD, now=LATER).get("/units/VP/standing").json()
    assert (found["late"], found["assigned"], found["percent"], found["flagged"]) == (1, 2, "50.00", True)
    assert found["late_tasks"] == ["A1"]
    assert (found["projection"]["tips_with"], found["projection"]["rescue"]) == (0, ["A1"])
    assert (found["open_overdue"], found["open_in_term"], found["judged"]) == (1, 1, 1)


def test_standing_can_be_asked_for_another_day(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    assert client.get("/units/VP/standing").json()["late"] == 0
    assert client.get("/units/VP/standing", params={"on": "2021-10-01"}).json()["late"] == 2


@pytest.mark.parametrize("code", ["TCCB", "KHONG", "vp", "<script>", "..", "a" * 5000, "%00"])
def test_standing_of_a_unit_out_of_sight_is_not_found(desk: SmallOffice, code: str) -> None:
    answer = open_api(desk, HEAD).get(f"/units/{code}/standing")
    assert answer.status_code in {404, 422}


def test_flags_are_those_of_the_units_in_sight(desk: SmallOffice) -> None:
    sweep(desk.office, LATER)
    sweep(desk.office, vn(1, 10, 8))
    codes = {
        who: [flag["unit"]["code"] for flag in open_api(desk, who, now=LATER).get("/flags").json()["items"]]
        for who in (HEAD, HEAD_TCCB, COORDINATOR)
    }
    assert codes == {HEAD: ["VP"], HEAD_TCCB: ["TCCB"], COORDINATOR: ["VP", "TCCB"]}


def test_a_flag_tells_of_what_it_was_raised(desk: SmallOffice) -> None:
    sweep(desk.office, LATER)
    (flag,) = open_api(desk, HEAD, now=LATER).get("/flags").json()["items"]
    assert (flag["late"], flag["assigned"], flag["tasks"], flag["cleared_at"]) == (1, 2, ["A1"], None)


def test_areas_are_the_plans(desk: SmallOffice) -> None:
    (area,) = open_api(desk, HEAD).get("/areas").json()["items"]
    assert (area["code"], area["points"], area["plan"]) == ("a", "10", "so-vi-du-2021")


def test_a_draft_is_seen_by_who_sees_all(desk: SmallOffice) -> None:
    load_plan(desk.office, plan_files(duty("Z1", "VP"), code="du-thao"), NOW)
    seen = {
        who: [plan["code"] for plan in open_api(desk, who).get("/plans").json()["items"]]
        for who in (HEAD, COORDINATOR)
    }
    assert seen == {HEAD: ["so-vi-du-2021"], COORDINATOR: ["so-vi-du-2021", "du-thao"]}
    assert open_api(desk, HEAD).get("/areas?plan=du-thao").status_code == 404
    assert open_api(desk, COORDINATOR).get("/areas?plan=du-thao").status_code == 200
    assert open_api(desk, COORDINATOR).get("/areas").json()["items"][0]["plan"] == "so-vi-du-2021"


@pytest.mark.parametrize("path", ["/areas", "/flags", "/units/VP/standing"])
@pytest.mark.parametrize("query", ["?plan=khong-co", "?plan=", "?x=1", "?plan=a&x=1", "?on=x"])
def test_a_plan_that_is_none_is_refused(desk: SmallOffice, path: str, query: str) -> None:
    assert open_api(desk, HEAD).get(path + query).status_code in {404, 422}
