"""Owns a small office with a scoring tree: area a has a.1 in two parts and a.2, which no task serves yet."""

from datetime import date
from typing import Final

from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.evidence import Given, add_upload, report_with_uploads
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import (
    HEAD,
    ISSUED_AT,
    VERIFIER,
    SmallOffice,
    duty,
    open_office,
    plan_files,
)

PDF: Final = b"%PDF-1.4\n"
JULY: Final = vn(1, 7, 8)
"""The day on which A1 and B1 are overdue, if nobody reported them."""

TREE: Final = """
[scoring]
year = 2021
version = "2021-1"
source = "Thử nghiệm"
assumed = true

[survey]
title = "Điều tra xã hội học"
points = 90

[[area]]
code = "a"
points = 10

[[area.criterion]]
code = "a.1"
title = "Kế hoạch cải cách"
points = 4

[[area.criterion.part]]
code = "a.1.1"
title = "Ban hành, triển khai Kế hoạch"
points = 1.5
duties = ["A1"]
evidence = ["Kế hoạch năm 2021"]

[[area.criterion.part]]
code = "a.1.2"
title = "Các đơn vị thực hiện"
points = 2.5
duties = ["U1", "B1"]
evidence = ["Báo cáo của đơn vị"]

[[area.criterion]]
code = "a.2"
title = "Sáng kiến"
points = 6
duties = ["D1"]
"""

EVERY_UNIT: Final = """
[[task]]
code = "U1"
clause = "II.2.2.a1"
title = "Nhiệm vụ U1"
text = "Thực hiện nhiệm vụ U1."
deliverable = "Báo cáo"
for_each = "units"
due_on = 2021-09-30
"""

FILES: Final = plan_files(
    duty("A1", "VP", date(2021, 6, 30)),
    duty("B1", "TCCB", date(2021, 6, 30)),
    duty("D1", "VP", None, "dormant = true"),
    EVERY_UNIT,
) | {"scoring.toml": TREE}


def issue_scored(database: Database) -> SmallOffice:
    """Load and issue the plan: VP leads A1 and U1/VP, TCCB B1 and U1/TCCB, CCKL U1/CCKL; D1 sleeps."""
    office = open_office(database)
    plan_id = load_plan(office, FILES, ISSUED_AT)
    issue_plan(office, plan_id, None, ISSUED_AT)
    return SmallOffice(office, plan_id)


def prove_a1(desk: SmallOffice, content: bytes = PDF, name: str = "Báo cáo số 1.pdf") -> None:
    """Let VP's head report A1 in time with a file, and the verifier accept it."""
    head, task_id = desk.actor(HEAD, vn(1, 6, 8)), desk.task("A1").id
    given = Given(
        document="12/BC-VP",
        issued_on=date(2021, 5, 31),
        signer="Chánh Văn phòng",
        file_name=name,
        content=content,
    )
    desk.start("A1", vn(1, 6, 8))
    add_upload(desk.office, head, task_id, given, vn(1, 6, 9))
    report_with_uploads(desk.office, head, Command("A1", Act(name="report")), vn(1, 6, 10))
    desk.verify("A1", vn(2, 6, 8), VERIFIER)
