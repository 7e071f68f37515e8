"""Every route as every role and as nobody: whom it lets in, what it shows, and that nothing breaks it.

A new route is covered by itself; only a parameter of a new name has to be given a value in PARAMETERS, and a
page that is for nobody in particular a reason in OPEN.
"""

from contextlib import suppress
from datetime import date
from html import escape
from io import BytesIO
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import func, select
from starlette.testclient import TestClient

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.comment import add_comment
from cchc_workflow.engine.evidence import Given, add_upload, report_with_uploads
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.report import Format, Printed, Report
from cchc_workflow.engine.score.prove import add_proof
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import Health
from cchc_workflow.store.database import Database
from cchc_workflow.store.tables import Row
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import Tools
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
    plan_files,
)
from tests.sweeps.doors import PARAMETERS, Door, body_of, calls_of, is_guard, walk
from tests.web.api.calling import token_of
from tests.web.browsers import sign_in

NOW = vn(1, 7, 8)
PEOPLE = (ADMIN, CHIEF, COORDINATOR, DEPUTY, DIRECTOR, HEAD, HEAD_CCKL, HEAD_TCCB, OFFICER, VERIFIER)
SECRET = "Dấu vết riêng của Văn phòng"
PART_OF_SECRET = "dau vet"
PDF = b"%PDF-1.4\n%%EOF\n"

OPEN = {
    "/static": "style sheets, scripts and fonts of the sign-in page",
    "/healthz": "a monitor asks without a name; it hears kinds of alerts only",
    "/readyz": "a load balancer asks without a name; it hears yes or no",
    "/styleguide": "shows the design, nothing of the office",
    "/l/{token}": "whoever has the mail has the link; what it shows is bound to one person and one task",
    "/lich/{token}.ics": "a calendar program has no cookie: the address is the key",
    "/dang-nhap": "where one signs in",
    "/dang-nhap/ma": "the second step of signing in",
    "/khoa": "locks a session, if there is one",
    "/mo-khoa": "where a locked session is opened",
    "/dang-xuat": "ends a session, if there is one",
    "/quen-mat-khau": "for who can't sign in",
    "/dat-mat-khau/{token}": "whoever has the mail may set the password",
    "/khoi-tao": "before anybody can sign in; guarded by the console's code",
    "/khoi-tao/xong": "likewise",
    "/api/v1/": "says what the API can do, nothing of the office",
    "/api/v1/openapi.json": "likewise, for programs",
    "/metrics": "asks for a token of its own",
}

OF_A_TASK = {"task_id", "evidence_id", "upload_id", "extension_id", "report_id", "request_id"}
OF_AN_OFFICE = OF_A_TASK | {"flag_id", "mail_id", "office_id", "person_id", "proof_id", "row_id", "unit_id"}
HOSTILE = (
    str(2**63), "-1", "0", "..%2F..%2Fetc%2Fpasswd", "%00", "%FF", quote("<script>alert(1)</script>"),
    quote("' OR 1=1; --"), quote("١"), "x" * 5_000,
)  # fmt: skip

SIGNING_KEY = "secret"
"""The table of the key that is made when the first signed link is looked at."""


def open_app(desk: SmallOffice) -> TestClient:
    well = Tools(health=lambda: Health((), {}, {}), print_report=print_whole)
    app = create_app(desk.office, lambda: NOW, Manner(metrics_token="abc"), well)
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def print_whole(report: Report, form: Format) -> Printed:
    """Print all that stands in a report."""
    return Printed(f"{report.kind}.{form}", "text/plain", escape(str(report.data)).encode())


def come_as(client: TestClient, desk: SmallOffice, who: str, token: str) -> None:
    """Let the client be this person, in a browser and as a program at once; its last session may be gone."""
    client.cookies.clear()
    client.headers["Authorization"] = f"Bearer {token}"
    sign_in(client, desk.office, NOW, who, desk.organization_id)


def text_of(content: bytes) -> str:
    """Return all text of an answer; of a workbook, that of all its parts."""
    with suppress(BadZipFile), ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return content.decode("utf-8", "replace")


def count_all(desk: SmallOffice) -> dict[str, int]:
    """Return how many rows each table has."""
    with desk.database.read() as tx:
        return {
            table.name: int(tx.scalar(select(func.count().label("rows")).select_from(table)))
            for table in Row.metadata.sorted_tables
        }


@pytest.fixture
def desk(sqlite_database: Database) -> SmallOffice:
    """Give an office in which VP has one of everything, under the key 1, that TCCB may not see."""
    small = issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 9, 30)),
        duty("A2", "VP", date(2021, 6, 30)),
        duty("B1", "TCCB", date(2021, 9, 30)),
    )
    for code in ("A1", "A2"):
        small.amend(COORDINATOR, code, vn(1, 6, 8), title=f"{SECRET} {code}", reason="Cho rõ")
    head = small.actor(HEAD, NOW)
    given = Given(document="12/BC-VP", file_name="bao-cao.pdf", content=PDF)
    small.start("A2", vn(1, 6, 9))
    add_upload(small.office, head, 2, given, vn(1, 6, 9))
    report_with_uploads(small.office, head, Command("A2", Act(name="report")), vn(1, 6, 10))
    small.do(VERIFIER, "return", "A2", vn(2, 6, 8), note="Thiếu")
    add_upload(small.office, head, 1, given, NOW)
    add_comment(small.office, head, 1, f"{SECRET} nói", NOW)
    small.ask("A1", date(2021, 10, 30), NOW)
    add_proof(small.office, small.actor(COORDINATOR, NOW), small.plan_id, "a", given, NOW)
    make_report(small.office, head, Request(None, ReportKind.UNIT, None, "VP"), NOW)
    sweep(small.office, NOW)
    return small


@pytest.fixture
def client(desk: SmallOffice) -> TestClient:
    return open_app(desk)


@pytest.fixture
def doors(client: TestClient) -> list[Door]:
    """Give every route with each of its methods."""
    found = list(walk(client.app.routes))  # type: ignore[attr-defined]
    assert len(found) > 100
    return found


def test_every_route_says_whom_it_lets_in(doors: list[Door]) -> None:
    """Each depends on one of the viewer's guards, or stands in OPEN with a reason."""
    unguarded = [
        str(door)
        for door in doors
        if door.path not in OPEN
        and not (isinstance(door.route, APIRoute) and any(map(is_guard, calls_of(door.route.dependant))))
    ]
    assert unguarded == []


def test_every_open_path_is_there_still(doors: list[Door]) -> None:
    assert set(OPEN) - {door.path for door in doors} == set()


def test_every_parameter_has_a_value(doors: list[Door]) -> None:
    """A new name is given one in PARAMETERS, so that every route is walked with a thing that exists."""
    named = {name for door in doors for name in door.parameters}
    assert named - set(PARAMETERS) - {"code"} == set()
    without = [str(door) for door in doors if "code" in door.parameters and "code" not in door.values()]
    assert without == []


def test_nobody_sees_nothing_and_changes_nothing(
    desk: SmallOffice, client: TestClient, doors: list[Door]
) -> None:
    before = count_all(desk)
    let_in = []
    for door in doors:
        answer = client.request(door.method, door.address())
        turned_away = answer.status_code in {401, 404} or (
            answer.status_code == 303 and answer.headers["location"].startswith("/dang-nhap")
        )
        if not turned_away and door.path not in OPEN:
            let_in.append(f"{door}: {answer.status_code}")
        assert SECRET not in text_of(answer.content)
    assert let_in == []
    changed = {name for name, rows in count_all(desk).items() if rows != before[name]}
    assert changed <= {"login_attempt", SIGNING_KEY}


@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_breaks_for_any_role(
    desk: SmallOffice, client: TestClient, doors: list[Door], who: str
) -> None:
    """Reading first, everything of the office; then each form as it is sent when nothing was filled in."""
    token = token_of(desk, who, now=NOW)
    broken = []
    for door in sorted(doors, key=lambda door: door.method):
        come_as(client, desk, who, token)
        answer = client.request(door.method, door.address())
        if answer.status_code >= 500:
            broken.append(f"{door}: {answer.status_code}")
    assert broken == []


@pytest.mark.parametrize("who", [HEAD_TCCB, HEAD_CCKL])
def test_another_units_things_are_not_there(
    desk: SmallOffice, client: TestClient, doors: list[Door], who: str
) -> None:
    """What names a thing of VP's by its key or code is answered as if there were none."""
    token = token_of(desk, who, now=NOW)
    before = count_all(desk)
    reached = []
    for door in doors:
        of_vp = OF_A_TASK.intersection(door.parameters) or "code" in door.parameters
        if not of_vp or door.path in OPEN:
            continue
        come_as(client, desk, who, token)
        answer = client.request(door.method, door.address(), headers={"If-Match": "*"}, **body_of(door))
        if answer.status_code not in {403, 404}:
            reached.append(f"{door}: {answer.status_code}")
        assert SECRET not in text_of(answer.content), door
    assert reached == []
    after = count_all(desk)
    assert {name for name in after if after[name] != before[name]} <= {"session", SIGNING_KEY}


@pytest.mark.parametrize("who", [ADMIN, DIRECTOR, COORDINATOR, HEAD])
def test_another_organizations_things_are_not_there(
    desk: SmallOffice, client: TestClient, doors: list[Door], who: str
) -> None:
    """The same roles, in the same database, of another office: its tasks, people, offices, flags, mails."""
    files = plan_files(duty("C1", "CCKL", date(2021, 9, 30)), organization="so-khac")
    other = SmallOffice(desk.office, load_plan(desk.office, files, NOW), organization_id=2)
    issue_plan(desk.office, other.plan_id, None, NOW)
    token = token_of(other, who, now=NOW)
    reached = []
    for door in doors:
        names_a_thing = door.path not in OPEN and OF_AN_OFFICE.intersection(door.parameters)
        if door.method != "GET" and not names_a_thing:
            continue
        come_as(client, other, who, token)
        answer = client.request(door.method, door.address(), headers={"If-Match": "*"}, **body_of(door))
        assert SECRET not in text_of(answer.content), door
        if names_a_thing and answer.status_code not in {403, 404, 422}:
            reached.append(f"{door}: {answer.status_code}")
    assert reached == []


@pytest.mark.parametrize("who", [HEAD_TCCB, HEAD_CCKL])
@pytest.mark.parametrize("query", ["", f"?q={quote(PART_OF_SECRET)}&tu-khoa={quote(PART_OF_SECRET)}"])
def test_no_page_names_another_units_task(
    desk: SmallOffice, client: TestClient, doors: list[Door], who: str, query: str
) -> None:
    """Whatever a head can open: pages, search, board, exports, calendar, API."""
    token = token_of(desk, who, now=NOW)
    come_as(client, desk, who, token)
    pages = [door for door in doors if door.method == "GET"]
    telling = [str(door) for door in pages if SECRET in text_of(client.get(door.address() + query).content)]
    assert telling == []


def test_the_secret_is_there_for_who_may_see_it(
    desk: SmallOffice, client: TestClient, doors: list[Door]
) -> None:
    """The walk above would find it: its own unit's head sees it on many pages, in every export."""
    come_as(client, desk, HEAD, token_of(desk, HEAD, now=NOW))
    pages = [door for door in doors if door.method == "GET"]
    shown = {door.path for door in pages if SECRET in text_of(client.get(door.address()).content)}
    wanted = {"/nhiem-vu", "/nhiem-vu/xuat.csv", "/nhiem-vu/xuat.xlsx", "/nhiem-vu/bang", "/api/v1/tasks"}
    wanted |= {"/bao-cao/{report_id}", "/bao-cao/{report_id}/tai/{form}"}
    assert shown >= wanted


@pytest.mark.parametrize("who", [ADMIN, HEAD])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: str(value)[:20])
def test_nothing_breaks_by_what_stands_in_an_address(
    desk: SmallOffice, client: TestClient, doors: list[Door], who: str, value: str
) -> None:
    token = token_of(desk, who, now=NOW)
    broken = []
    for door in doors:
        if not door.parameters:
            continue
        come_as(client, desk, who, token)
        answer = client.request(door.method, door.address(**dict.fromkeys(door.parameters, value)))
        if answer.status_code >= 500 or "<script>alert(1)" in answer.text:
            broken.append(f"{door}: {answer.status_code}")
    assert broken == []
