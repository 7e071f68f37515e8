from datetime import timedelta
from pathlib import Path

import pytest

from cchc_workflow.engine.sessions import Terms
from cchc_workflow.web.shell.frame import frame, initials
from cchc_workflow.web.site import Manner
from tests.engine.small_office import ADMIN, COORDINATOR, HEAD, ISSUED_AT, SmallOffice
from tests.web.browsers import open_browser


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nguyễn Văn An", "NA"),
        ("an", "A"),
        ("An An", "A"),
        ("truongphong.vp@so.example", "TV"),
        ("đỗ mười", "ĐM"),
        ("", "?"),
        ("  ", "?"),
    ],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_frame_knows_how_long_a_session_stays_open() -> None:
    shown = frame(Manner(terms=Terms(idle=timedelta(minutes=7, seconds=30)), mailbox=Path("thu")))
    assert shown["idle_minutes"] == 7
    assert shown["has_mailbox"] is True


def test_page_names_the_office_the_person_and_their_offices(small: SmallOffice) -> None:
    html = open_browser(small.office, ISSUED_AT, COORDINATOR).get("/tro-giup").text
    for expected in ("UBND TỈNH VÍ DỤ", "Sở Ví dụ", "daumoi", "đầu mối CCHC", 'data-idle-minutes="30"'):
        assert expected in html
    assert 'href="/tro-giup" aria-current="page"' in html


@pytest.mark.parametrize(("who", "offered"), [(ADMIN, True), (HEAD, False)])
def test_page_offers_what_the_role_finds(small: SmallOffice, who: str, offered: bool) -> None:  # noqa: FBT001
    html = open_browser(small.office, ISSUED_AT, who).get("/tro-giup").text
    assert ('href="/quan-tri"' in html) == offered


def test_page_for_nobody_offers_the_door_and_nothing_else(small: SmallOffice) -> None:
    html = open_browser(small.office, ISSUED_AT).get("/styleguide").text
    assert 'href="/dang-nhap"' in html
    assert "data-idle-minutes" not in html
    assert 'href="/nhiem-vu"' not in html
    assert "Sở Ví dụ" not in html


def test_page_says_what_was_just_done_and_nothing_that_it_does_not_know(small: SmallOffice) -> None:
    browser = open_browser(small.office, ISSUED_AT, HEAD)
    assert "Đã đánh dấu là đã xem." in browser.get("/thong-bao?da=seen").text
    html = browser.get("/thong-bao", params={"da": "<script>alert(1)</script>"}).text
    assert "alert(1)" not in html
    assert "toast-note" not in html
