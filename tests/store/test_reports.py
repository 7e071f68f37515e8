from datetime import timedelta

from sqlalchemy import select

from cchc_workflow.store.database import Database
from cchc_workflow.store.reports import has_report, keep_report, last_report, read_ticks, set_tick
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import ReportRow
from tests.store.office import NOW, Office


def test_report_of_a_period_is_frozen(database: Database, office: Office) -> None:
    key = (office.organization_id, "weekly")
    with database.begin() as tx:
        assert not has_report(tx, *key, "2021-W22")
        assert keep_report(tx, *key, "2021-W22", NOW, {"late": 1})
        assert not keep_report(tx, *key, "2021-W22", NOW, {"late": 2})
        assert has_report(tx, *key, "2021-W22")
        assert last_report(tx, *key) == {"late": 1}


def test_last_report_is_the_newest_of_its_kind(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert last_report(tx, office.organization_id, "weekly") is None
        for kind, period in (("weekly", "2021-W22"), ("weekly", "2021-W23"), ("yearly", "2021")):
            keep_report(tx, office.organization_id, kind, period, NOW, {"period": period})
        assert last_report(tx, office.organization_id, "weekly") == {"period": "2021-W23"}
        assert last_report(tx, office.organization_id + 1, "weekly") is None


def test_report_carries_the_hash_of_its_text(database: Database, office: Office) -> None:
    with database.begin() as tx:
        keep_report(tx, office.organization_id, "weekly", "2021-W22", NOW, {})
        row = tx.first(select(table_of(ReportRow)))
    assert row is not None
    assert row.sha256 == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_tick_tells_when_a_job_last_ran(database: Database) -> None:
    later = NOW + timedelta(minutes=1)
    with database.begin() as tx:
        for job, at in (("sweep", NOW), ("deliver", NOW), ("sweep", later)):
            set_tick(tx, job, at)
        assert read_ticks(tx) == {"sweep": later, "deliver": NOW}
