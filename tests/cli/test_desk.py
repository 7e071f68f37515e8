from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_workflow.cli.desk import Desk, real_time
from cchc_workflow.domain.people import Scope
from cchc_workflow.errors import NotFoundError, StorageError
from tests.builders import vn
from tests.command_line import Cchc


@pytest.fixture
def desk(cchc: Cchc) -> Iterator[Desk]:
    made = Desk(cchc.home, clock=lambda: vn(1, 6, 9))
    yield made
    made.close()


def test_desk_opens_nothing_before_it_is_asked(tmp_path: Path) -> None:
    Desk(tmp_path / "nowhere").close()
    assert not (tmp_path / "nowhere").exists()


def test_real_time_is_aware() -> None:
    assert real_time().utcoffset() is not None


def test_office_wants_a_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        _ = Desk(tmp_path).office
    assert caught.value.reason == "schema_missing"
    assert list(tmp_path.iterdir()) == []


def test_plan_is_the_running_one_or_the_one_named(desk: Desk) -> None:
    with desk.office.database.read() as tx:
        running = desk.plan(tx, None)
        assert desk.plan(tx, running.code).id == running.id
        with pytest.raises(NotFoundError):
            desk.plan(tx, "khac")


def test_scope_without_an_address_is_the_whole_organization(desk: Desk) -> None:
    with desk.office.database.read() as tx:
        assert desk.scope(tx, None) == Scope(desk.organization(tx).id)
        head = desk.scope(tx, "truongphong.tccb@snnptnt-quang-ngai.example")
    assert head.unit_ids is not None
    assert len(head.unit_ids) == 1


def test_plan_folder_is_found_by_path_by_code_and_in_the_office(desk: Desk) -> None:
    shipped = desk.plan_folder("snnptnt-quang-ngai-2021")
    assert desk.plan_folder(str(shipped)) == shipped
    own = desk.settings.home / "workflows" / "plans" / "rieng"
    own.mkdir(parents=True)
    (own / "plan.toml").touch()
    assert desk.plan_folder("rieng") == own
    with pytest.raises(NotFoundError):
        desk.plan_folder("khong-co")
