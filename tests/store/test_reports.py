from datetime import date, timedelta
from hashlib import sha256

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.store.database import Database
from cchc_workflow.store.files import put_file
from cchc_workflow.store.reports import (
    Frozen,
    Series,
    Wanted,
    find_any,
    find_issue,
    find_paper,
    find_report,
    freeze,
    insert_report,
    keep_paper,
    list_reports,
    mark_issued,
    newest_report,
    newest_states,
    papers_of,
    read_issues,
    replace_figures,
    write_remarks,
)
from tests.store.office import NOW, Office

ON = date(2021, 9, 14)
EMPTY = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
"""The SHA-256 of {}."""


def series(office: Office, kind: str = "quarter", period: str = "2021-q3", subject: str = "") -> Series:
    return Series(office.plan_id, ReportKind(kind), period, subject)


def frozen(**data: object) -> Frozen:
    return freeze(data, ON, NOW, None)


def keep(database: Database, office: Office, of: Series, issue: int = 1) -> int:
    with database.begin() as tx:
        report_id = insert_report(tx, office.organization_id, of, issue, frozen(issue=issue))
    assert report_id is not None
    return report_id


def test_figures_are_kept_as_canonical_text_with_its_hash() -> None:
    made = freeze({"b": "đ", "a": [1, None]}, ON, NOW, 7)
    assert made.data == '{"a":[1,null],"b":"đ"}'
    assert made.sha256 == sha256(made.data.encode()).hexdigest()
    assert freeze({}, ON, NOW, None).sha256 == EMPTY


def test_issue_is_kept_once(database: Database, office: Office) -> None:
    report_id = keep(database, office, series(office))
    with database.begin() as tx:
        assert insert_report(tx, office.organization_id, series(office), 1, frozen()) is None
        row = find_any(tx, report_id)
        assert row is not None
        assert (row.state, row.version, row.remarks, row.data) == ("draft", 0, "{}", '{"issue":1}')
        assert (row.as_of, row.made_at, row.made_by, row.issued_at) == (ON, NOW, None, None)
        assert find_any(tx, report_id + 1) is None


def test_issues_of_a_report_are_told_apart(database: Database, office: Office) -> None:
    first, second = (keep(database, office, series(office), issue) for issue in (1, 2))
    keep(database, office, series(office, subject="VP"))
    with database.read() as tx:
        newest, before = newest_report(tx, series(office)), find_issue(tx, series(office), 1)
        assert newest is not None
        assert before is not None
        assert (newest.id, before.id) == (second, first)
        assert [row.issue for row in read_issues(tx, series(office))] == [1, 2]
        assert newest_report(tx, series(office, period="2021-q1")) is None
        assert find_issue(tx, series(office), 3) is None


def test_draft_of_the_version_seen_changes_and_no_other(database: Database, office: Office) -> None:
    report_id = keep(database, office, series(office))
    later = NOW + timedelta(days=1)
    anew = freeze({"late": 3}, ON + timedelta(days=1), later, office.head_id)
    with database.begin() as tx:
        assert write_remarks(tx, report_id, 0, {"kien_nghi": "Một"})
        assert not write_remarks(tx, report_id, 0, {"kien_nghi": "Hai"})
        assert not replace_figures(tx, report_id, 0, anew)
        assert replace_figures(tx, report_id, 1, anew)
        assert not mark_issued(tx, report_id, 1, later, None)
        row = find_any(tx, report_id)
    assert row is not None
    assert (row.version, row.remarks, row.data) == (2, '{"kien_nghi":"Một"}', '{"late":3}')
    assert (row.sha256, row.as_of, row.made_at, row.made_by) == (
        anew.sha256,
        anew.as_of,
        later,
        office.head_id,
    )


def test_issued_report_changes_no_more(database: Database, office: Office) -> None:
    report_id = keep(database, office, series(office))
    with database.begin() as tx:
        assert mark_issued(tx, report_id, 0, NOW, office.head_id)
        row = find_any(tx, report_id)
        assert not mark_issued(tx, report_id, 1, NOW, None)
        assert not write_remarks(tx, report_id, 1, {"a": "b"})
        assert not replace_figures(tx, report_id, 1, frozen())
        assert find_any(tx, report_id) == row
    assert row is not None
    assert (row.state, row.version, row.issued_at, row.issued_by) == ("issued", 1, NOW, office.head_id)


def test_newest_states_are_of_one_kind(database: Database, office: Office) -> None:
    issued = keep(database, office, series(office))
    keep(database, office, series(office), 2)
    keep(database, office, series(office, subject="VP"))
    keep(database, office, series(office, "year", "2021"))
    with database.begin() as tx:
        mark_issued(tx, issued, 0, NOW, None)
        found = newest_states(tx, office.plan_id, ReportKind.QUARTER)
        assert {key: (row.state, row.as_of) for key, row in found.items()} == {
            ("2021-q3", ""): ("draft", ON),
            ("2021-q3", "VP"): ("draft", ON),
        }
        assert newest_states(tx, office.plan_id, ReportKind.RANKING) == {}


def test_paper_is_found_by_report_and_format(database: Database, office: Office) -> None:
    report_id = keep(database, office, series(office))
    digest = sha256(b"paper").hexdigest()
    with database.begin() as tx:
        put_file(tx, digest, "application/pdf", b"paper")
        keep_paper(tx, report_id, "pdf", "bao-cao.pdf", digest)
        keep_paper(tx, report_id, "pdf", "other.pdf", digest)
        paper = find_paper(tx, report_id, "pdf")
        assert paper is not None
        assert (paper.name, paper.media_type, bytes(paper.content)) == (
            "bao-cao.pdf",
            "application/pdf",
            b"paper",
        )
        assert [(row.format, row.name) for row in papers_of(tx, report_id)] == [("pdf", "bao-cao.pdf")]
        assert find_paper(tx, report_id, "docx") is None


@pytest.mark.parametrize(
    ("drafts_of", "issued", "seen"),
    [
        (frozenset(), False, []),
        (frozenset({ReportKind.UNIT}), False, ["unit"]),
        (frozenset(ReportKind), False, ["unit", "urging"]),
        (frozenset(), True, ["unit", "urging"]),
    ],
)
def test_unit_sees_what_is_about_it(
    database: Database,
    office: Office,
    drafts_of: frozenset[ReportKind],
    issued: bool,  # noqa: FBT001
    seen: list[str],
) -> None:
    kept = [
        keep(database, office, each)
        for each in (
            series(office, "unit", "2021-h1", "VP"),
            series(office, "urging", "2021-10-05", "VP"),
            series(office),
            series(office, "unit", "2021-h1", "KHAC"),
        )
    ]
    scope = Scope(office.organization_id, frozenset({office.unit_id}))
    with database.begin() as tx:
        for report_id in kept if issued else []:
            mark_issued(tx, report_id, 0, NOW, None)
        rows = list_reports(tx, scope, Wanted(drafts_of=drafts_of))
        assert sorted(row.kind for row in rows) == seen
        found = [find_report(tx, scope, report_id, drafts_of) for report_id in kept]
        assert sorted(row.kind for row in found if row is not None) == seen
        assert len(list_reports(tx, Scope(office.organization_id), Wanted(drafts_of=frozenset()))) == len(
            kept
        )
        assert list_reports(tx, Scope(office.organization_id + 1), Wanted()) == []
