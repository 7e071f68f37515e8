import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.announce import announce, report_facts, summarize
from cchc_workflow.engine.report.report import Report
from tests.builders import vn
from tests.engine.report.printing import PLAN, Desk
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    SmallOffice,
)

NOW = vn(20, 9, 9)


@pytest.fixture
def reports(desk: SmallOffice) -> Desk:
    return Desk(desk)


def tell(reports: Desk, *several: Report, by: int | None = None) -> None:
    with reports.small.database.begin() as tx:
        announce(tx, reports.small.office, several, NOW, by)


def test_draft_goes_to_who_completes_it_and_a_copy_to_the_director(reports: Desk) -> None:
    tell(reports, reports.make(ReportKind.QUARTER, NOW))
    mails = {mail.to: mail.row.is_copy for mail in reports.small.mails("report", "queued")}
    assert mails == {COORDINATOR: False, CHIEF: False, DIRECTOR: True}


def test_drafts_of_one_kind_are_one_letter_to_each(reports: Desk) -> None:
    letters = [reports.make(ReportKind.URGING, NOW, about=unit) for unit in ("TCCB", "CCKL")]
    tell(reports, *letters)
    (mail,) = reports.small.mails("report")
    assert mail.to == COORDINATOR
    assert [item["report"]["unit"] for item in mail.items] == ["Phòng Tổ chức - Cán bộ", "Chi cục Kiểm lâm"]
    assert mail.row.key == f"report:{letters[0].id}:made:report:{reports.small.actor(COORDINATOR).person_id}"


def test_units_reports_go_to_their_own_heads(reports: Desk) -> None:
    tell(reports, *(reports.make(ReportKind.UNIT, NOW, about=unit) for unit in ("VP", "TCCB")))
    told = {
        mail.to: [item["report"]["unit"] for item in mail.items] for mail in reports.small.mails("report")
    }
    assert told == {HEAD: ["Văn phòng Sở"], HEAD_TCCB: ["Phòng Tổ chức - Cán bộ"]}


def test_same_thing_is_told_once(reports: Desk) -> None:
    draft = reports.make(ReportKind.URGING, NOW, about="CCKL")
    tell(reports, draft)
    tell(reports, draft)
    assert reports.small.told("report") == [COORDINATOR]
    reports.issue(draft, NOW)
    assert set(reports.small.told("report")) == {COORDINATOR, HEAD_CCKL}


def test_whoever_did_it_is_not_told(reports: Desk) -> None:
    tell(
        reports,
        reports.make(ReportKind.URGING, NOW, about="VP"),
        by=reports.small.actor(COORDINATOR).person_id,
    )
    assert reports.small.mails("report") == []


def test_nothing_is_told_of_nothing(reports: Desk) -> None:
    tell(reports)
    assert reports.small.mails("report") == []


def test_kind_of_which_nobody_is_told_is_told_to_nobody(reports: Desk) -> None:
    tell(reports, reports.make(ReportKind.WEEKLY, NOW))
    assert reports.small.mails() == [mail for mail in reports.small.mails() if "report" not in mail.message]


def test_mail_says_which_report_of_which_days_with_a_few_figures(reports: Desk) -> None:
    draft = reports.make(ReportKind.QUARTER, NOW)
    with reports.small.database.read() as tx:
        facts = report_facts(tx, draft, ("docx",))
    assert facts == {
        "id": draft.id,
        "kind": "quarter",
        "period": "2021-q3",
        "issue": 1,
        "issued": False,
        "plan": {
            "code": PLAN,
            "title": "Cải thiện chỉ số cải cách hành chính năm 2021",
            "number": "12/KH-SVD",
        },
        "formats": ["docx"],
        "unit": None,
        "as_of": "2021-09-14",
        "from_on": "2021-06-15",
        "to_on": "2021-09-14",
        "threshold": 30,
        "totals": {
            "assigned": 15,
            "late": 7,
            "percent": "46.67",
            "done_on_time": 0,
            "done_late": 0,
            "open_in_term": 8,
            "open_overdue": 7,
        },
        "summary": {"flagged": [unit["name"] for unit in draft.data["figures"]["units"][:2]]},
    }


def test_weekly_mail_reads_the_figures_themselves(reports: Desk) -> None:
    draft = reports.make(ReportKind.WEEKLY, NOW)
    with reports.small.database.read() as tx:
        facts = report_facts(tx, draft, ("pdf",))
    assert facts.items() >= draft.data["figures"].items()
    assert (facts["id"], facts["year"], facts["plan"]) == (
        draft.id,
        2021,
        {
            "code": PLAN,
            "title": "Cải thiện chỉ số cải cách hành chính năm 2021",
            "number": "12/KH-SVD",
        },
    )


@pytest.mark.parametrize("kind", list(ReportKind))
def test_summary_is_made_of_every_kind(reports: Desk, kind: ReportKind) -> None:
    about = "CCKL" if kind in {ReportKind.UNIT, ReportKind.URGING, ReportKind.HANDOVER} else ""
    report = reports.make(kind, vn(20, 12, 9), about=about)
    assert summarize(kind, report.data["figures"])
