from datetime import date

import pytest

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import posts
from cchc_workflow.store.database import Database
from tests.engine.small_office import HEAD, SmallOffice, duty, issue_small


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    return issue_small(database, duty("A1", "VP", date(2021, 6, 30)), duty("B1", "TCCB", date(2021, 6, 30)))


def test_posts_are_listed_by_state_newest_first(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        first, second = posts.list_posts(tx, 1, "queued", None, 10)
        assert first.id > second.id
        assert [row.id for row in posts.list_posts(tx, 1, None, first.id, 10)] == [second.id]
        assert len(posts.list_posts(tx, 1, None, None, 1)) == 1
        assert posts.list_posts(tx, 1, "dead", None, 10) == []
        assert posts.list_posts(tx, 2, None, None, 10) == []


def test_post_is_found_with_its_reader(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        row = posts.list_posts(tx, 1, None, None, 10)[-1]
        found = posts.find_post(tx, 1, row.id)
        assert (found.address, found.message, found.mail, found.task_code) == (HEAD, "assigned", None, None)
        with pytest.raises(NotFoundError):
            posts.find_post(tx, 2, row.id)


def test_posts_are_counted_in_their_organization(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert (posts.count_posts(tx, 1), posts.count_posts(tx, 2)) == ({"queued": 2}, {})
