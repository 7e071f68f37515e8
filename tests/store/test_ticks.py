from datetime import timedelta

from cchc_workflow.store.database import Database
from cchc_workflow.store.ticks import read_ticks, set_tick
from tests.builders import vn

NOW = vn(15, 4, 8)


def test_tick_tells_when_a_job_last_ran(database: Database) -> None:
    later = NOW + timedelta(minutes=1)
    with database.begin() as tx:
        for job, at in (("sweep", NOW), ("deliver", NOW), ("sweep", later)):
            set_tick(tx, job, at)
        assert read_ticks(tx) == {"sweep": later, "deliver": NOW}
