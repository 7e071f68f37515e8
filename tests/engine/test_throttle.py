from datetime import timedelta

import pytest

from cchc_workflow.engine.throttle import AT_ADDRESS, FROM_SOURCE, KEPT, WINDOW, trying, wait_until
from cchc_workflow.errors import EntryError
from cchc_workflow.store.attempts import failures_at
from tests.engine.door import NOW, SOURCE
from tests.engine.small_office import SmallOffice

MINUTE = timedelta(minutes=1)


def fail(desk: SmallOffice, times: int, address: str = "a@so.example", source: str = SOURCE) -> None:
    for _ in range(times):
        with trying(desk.office, address, source, NOW):
            pass


def minutes(desk: SmallOffice, address: str = "a@so.example", source: str = SOURCE, later: int = 0) -> int:
    try:
        with trying(desk.office, address, source, NOW + later * MINUTE):
            return 0
    except EntryError as error:
        return error.minutes


@pytest.mark.parametrize(
    ("failures", "waits"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (10, 15), (99, 15)]
)
def test_wait_grows_with_every_failure(failures: int, waits: int) -> None:
    assert wait_until([NOW] * failures, 5, NOW) == NOW + waits * MINUTE


def test_wait_counts_from_the_last_failure() -> None:
    failed_at = [NOW - 40 * timedelta(seconds=1), *[NOW - timedelta(minutes=30)] * 4]
    assert wait_until(failed_at, 5, NOW) == NOW + timedelta(seconds=20)
    assert wait_until(failed_at, 5, NOW + MINUTE) == NOW + MINUTE


def test_sixth_try_at_an_address_has_to_wait_and_is_not_counted(desk: SmallOffice) -> None:
    fail(desk, AT_ADDRESS)
    assert [minutes(desk), minutes(desk), minutes(desk, "b@so.example")] == [1, 1, 0]
    assert minutes(desk, later=1) == 0
    assert minutes(desk, later=2) == 1
    assert minutes(desk, later=3) == 0


def test_source_has_to_wait_whatever_the_addresses_are(desk: SmallOffice) -> None:
    for number in range(FROM_SOURCE):
        fail(desk, 1, f"{number}@so.example")
    assert minutes(desk, "new@so.example") == 1
    assert minutes(desk, "new@so.example", source="10.0.0.8") == 0


def test_success_clears_what_failed_before(desk: SmallOffice) -> None:
    fail(desk, AT_ADDRESS - 1)
    with trying(desk.office, "a@so.example", SOURCE, NOW) as made:
        made.succeeded = True
    fail(desk, AT_ADDRESS - 1)
    assert minutes(desk) == 0
    assert minutes(desk) == 1


def test_try_that_raises_has_failed(desk: SmallOffice) -> None:
    for _ in range(AT_ADDRESS):
        with pytest.raises(LookupError), trying(desk.office, "a@so.example", SOURCE, NOW):
            raise LookupError
    assert minutes(desk) == 1


def test_failures_grow_old_and_are_swept(desk: SmallOffice) -> None:
    fail(desk, AT_ADDRESS)
    assert minutes(desk, later=int(WINDOW / MINUTE)) == 0
    with trying(desk.office, "b@so.example", SOURCE, NOW + KEPT + MINUTE):
        pass
    with desk.database.read() as tx:
        assert failures_at(tx, "a@so.example", NOW - KEPT, 99) == [NOW + WINDOW]
