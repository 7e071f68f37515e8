"""Owns a plan small enough to follow by eye, issued on 15/4/2021 at 08:00: three units, nine duties."""

from pathlib import Path
from typing import Final

from cchc_workflow.bootstrap import open_office
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.office import Office
from cchc_workflow.settings import Settings
from cchc_workflow.store.database import Database
from tests.builders import vn

CODE: Final = "so-vi-du-2021"
HEAD: Final = "truongphong.tccb@so.example"
OFFICER: Final = "chuyenvien.tccb@so.example"
CHIEF: Final = "chanhvanphong@so.example"
DIRECTOR: Final = "giamdoc@so.example"
COORDINATOR: Final = "daumoi@so.example"
VERIFIER: Final = "thamdinh@so.example"
OTHER_HEAD: Final = "chicuctruong.kl@so.example"

_PLAN: Final = """
[plan]
code = "so-vi-du-2021"
title = "Cải thiện chỉ số cải cách hành chính"
number = "12/KH-SVD"
organization = "so-vi-du"
organization_name = "Sở Ví dụ"
parent_name = "UBND TỈNH VÍ DỤ"
year = 2021
first_on = 2021-04-15
last_on = 2021-12-31
goal = 85
survey_points = 90

[rule]
threshold = 30
clause = "II.2.2.a1"
text = "Chậm trễ 30% nhiệm vụ thì không hoàn thành nhiệm vụ."

[[area]]
code = "a"
title = "Chỉ đạo điều hành"
clause = "II.2.2.a"
points = 10
"""

_UNITS: Final = """
unit = [
    { code = "VP", name = "Văn phòng Sở", kind = "room" },
    { code = "TCCB", name = "Phòng Tổ chức - Cán bộ", kind = "room" },
    { code = "CCKL", name = "Chi cục Kiểm lâm", kind = "agency" },
]
"""

_OFFICES: Final = (
    (DIRECTOR, "Giám đốc Sở", '{ role = "director" }'),
    ("phogiamdoc@so.example", "Phó Giám đốc Sở", '{ role = "deputy_director" }'),
    (CHIEF, "Chánh Văn phòng Sở", '{ role = "chief_of_office" }, { role = "unit_head", unit = "VP" }'),
    (COORDINATOR, "Đầu mối cải cách hành chính", '{ role = "coordinator" }'),
    (VERIFIER, "Người thẩm định", '{ role = "verifier" }'),
    (HEAD, "Trưởng phòng Tổ chức - Cán bộ", '{ role = "unit_head", unit = "TCCB" }'),
    (OTHER_HEAD, "Chi cục trưởng Chi cục Kiểm lâm", '{ role = "unit_head", unit = "CCKL" }'),
    (OFFICER, "Chuyên viên phòng Tổ chức - Cán bộ", '{ role = "officer", unit = "TCCB" }'),
)
_PEOPLE: Final = "".join(
    f'[[person]]\naddress = "{address}"\nname = "{name}"\noffices = [{offices}]\n'
    for address, name, offices in _OFFICES
)


def _task(code: str, due_on: str, more: str = 'lead = "TCCB"') -> str:
    due = f"due_on = {due_on}" if due_on else "dormant = true"
    return f"""
[[task]]
code = "{code}"
clause = "II.2.2.a"
title = "Nhiệm vụ {code}"
text = "Thực hiện nhiệm vụ {code}."
deliverable = "Báo cáo {code}"
{due}
{more}
"""


_SHARE: Final = 'measure = "share", at_least = 30, of = "units", label = "Tỷ lệ đơn vị được kiểm tra"'
_NAMED: Final = (
    'measure = "named", names = ["Trung tâm Một", "Trung tâm Hai"], label = "Trung tâm cổ phần hóa"'
)
_PERCENT: Final = 'measure = "percent", at_least = 60, label = "Tỷ lệ số hóa"'

FILES: Final = {
    "plan.toml": _PLAN,
    "units.toml": _UNITS,
    "people.toml": _PEOPLE,
    "tasks/a.toml": 'area = "a"\n'
    + _task("A1", "2021-06-30")
    + _task("A2", "2021-07-30", f'lead = "TCCB"\ntarget = {{ {_SHARE} }}')
    + _task("A3", "2021-08-31", f'lead = "TCCB"\ntarget = {{ {_NAMED} }}')
    + _task("A5", "2021-09-30", f'lead = "CCKL"\ntarget = {{ {_PERCENT} }}')
    + _task("Đ6", "2021-10-29", 'for_each = "units"')
    + _task("A7", "", 'lead = "VP"')
    + _task("A8", "2021-11-30", 'lead = "VP"'),
}


def write_plan(folder: Path) -> Path:
    """Write the plan as a folder, and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def open_small_office(database: Database, home: Path) -> tuple[Office, int]:
    """Return an office, by the shipped definitions, in which the plan runs; and the plan's key."""
    office = open_office(Settings(home=home), database)
    plan_id = load_plan(office, FILES, vn(15, 4, 8))
    issue_plan(office, plan_id, None, vn(15, 4, 8))
    return office, plan_id
