from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.store.database import Database
from cchc_workflow.store.secrets import find_secret
from tests.engine.small_office import open_office


def test_signing_key_is_made_when_first_asked_for(database: Database) -> None:
    office = open_office(database)
    made = signing_key(office)
    assert signing_key(office) == made
    assert signing_key(office, "feed") != made
    with database.read() as tx:
        assert find_secret(tx, "link") == made
