import pytest
from starlette.testclient import TestClient

from cchc_workflow.store.outbox import Item, OutboxState, add_items, claim, settle
from tests.engine.small_office import HEAD
from tests.web.admin.house import NOW, House

OUTBOX = "/quan-tri/thu-di"
MAIL = (
    b"Subject: Giao viec <script>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
    b"--x\nContent-Type: text/plain\n\nChao <b>\n"
    b"--x\nContent-Type: text/html\n\n<p onclick=x()>Chao</p>\n--x--\n"
)


@pytest.fixture
def dead(house: House) -> list[int]:
    """Let both mails of the plan be refused for good."""
    with house.office.database.begin() as tx:
        rows = claim(tx, NOW, NOW, 10)
        for row in rows:
            settle(
                tx, row, OutboxState.DEAD, mail=MAIL, error="550 5.1.1 <script>unknown</script>", next_at=NOW
            )
    return [row.id for row in rows]


def test_outbox_is_listed_by_state(admin: TestClient) -> None:
    page = admin.get(OUTBOX, params={"trang_thai": "queued"}).text
    assert page.count(f'href="{OUTBOX}/') == 2
    assert "Không có thư nào" in admin.get(OUTBOX, params={"trang_thai": "dead"}).text
    assert admin.get(OUTBOX, params={"trang_thai": "' OR 1=1"}).status_code == 404
    assert admin.get(OUTBOX, params={"truoc": 1}).status_code == 200
    assert admin.get(OUTBOX, params={"truoc": 2**63}).status_code == 404


def test_mail_is_shown_as_its_reader_sees_it(admin: TestClient, dead: list[int]) -> None:
    page = admin.get(f"{OUTBOX}/{dead[0]}").text
    assert HEAD in page
    assert "<script>unknown" not in page
    assert "550 5.1.1 &lt;script&gt;" in page
    assert "máy chủ" in page
    html = admin.get(f"{OUTBOX}/{dead[0]}/html")
    assert html.text == "<p onclick=x()>Chao</p>"
    assert html.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_mail_that_was_not_made_yet_says_so(admin: TestClient) -> None:
    assert "chưa được dựng" in admin.get(f"{OUTBOX}/1").text
    assert admin.get(f"{OUTBOX}/1/html").status_code == 404


def test_dead_mail_goes_again(house: House, admin: TestClient, dead: list[int]) -> None:
    assert admin.post(f"{OUTBOX}/{dead[0]}/gui-lai").status_code == 303
    assert admin.post(f"{OUTBOX}/{dead[0]}/gui-lai").status_code == 404
    assert admin.post(f"{OUTBOX}/gui-lai").headers["location"].startswith(f"{OUTBOX}?trang_thai=queued")
    assert admin.post(f"{OUTBOX}/gui-lai").status_code == 404
    assert house.journal() == ["mail_retried", "mail_retried"]


def test_pages_lead_on_by_keys(house: House, admin: TestClient) -> None:
    with house.office.database.begin() as tx:
        person_id = house.person(HEAD).person_id
        add_items(
            tx,
            [
                Item(
                    organization_id=1, key=f"k{number}", message="reminder", person_id=person_id, facts={},
                    state=OutboxState.MISSED, not_before=NOW, created_at=NOW,
                )
                for number in range(60)
            ],
        )  # fmt: skip
    page = admin.get(OUTBOX, params={"trang_thai": "missed"}).text
    following = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = admin.get(following).text
    assert second.count(f'<a href="{OUTBOX}/') == 10
    assert 'rel="next"' not in second
