from cchc_workflow.store.database import Database
from cchc_workflow.store.secrets import BYTES, find_secret, keep_secret, read_secret


def test_secret_is_made_once_and_kept(database: Database) -> None:
    with database.begin() as tx:
        assert find_secret(tx, "link") is None
        made = read_secret(tx, "link")
    assert len(made) == BYTES
    with database.begin() as tx:
        assert read_secret(tx, "link") == made
    with database.read() as tx:
        assert read_secret(tx, "link") == find_secret(tx, "link") == made


def test_secret_that_was_chosen_elsewhere_is_kept_unless_there_is_one(database: Database) -> None:
    with database.begin() as tx:
        keep_secret(tx, "link", b"chosen")
        keep_secret(tx, "link", b"later")
        assert read_secret(tx, "link") == b"chosen"


def test_secrets_of_two_names_differ(database: Database) -> None:
    with database.begin() as tx:
        assert read_secret(tx, "link") != read_secret(tx, "feed")
