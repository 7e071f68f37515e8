from cchc_workflow.store.database import Database
from cchc_workflow.store.views import forget_view, save_view, views_of
from tests.store.office import Office


def test_views_are_their_owners_alone(database: Database, office: Office) -> None:
    with database.begin() as tx:
        save_view(tx, office.head_id, "Quá hạn", "tinh-trang=overdue")
        save_view(tx, office.head_id, "Đơn vị", "don-vi=VP")
        save_view(tx, office.head_id, "Quá hạn", "tinh-trang=late")
        save_view(tx, office.director_id, "Quá hạn", "")
    with database.begin() as tx:
        mine = views_of(tx, office.head_id)
        assert {(row.name, row.query) for row in mine} == {
            ("Quá hạn", "tinh-trang=late"),
            ("Đơn vị", "don-vi=VP"),
        }
        assert not forget_view(tx, office.director_id, mine[0].id)
        assert forget_view(tx, office.head_id, mine[0].id)
        assert not forget_view(tx, office.head_id, mine[0].id)
        assert len(views_of(tx, office.head_id)) == 1
        assert len(views_of(tx, office.director_id)) == 1
