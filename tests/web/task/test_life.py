from datetime import date

from cchc_workflow.engine.folder import open_folder
from cchc_workflow.web.task.life import draw_task_life
from tests.builders import vn
from tests.drawing.seen import assert_inside
from tests.engine.small_office import CHIEF, HEAD
from tests.web.desks import NOW, Desk


def told(desk: Desk, on: date, code: str = "A1") -> str:
    folder = open_folder(desk.small.office, desk.small.actor(HEAD, NOW), code, NOW)
    wide, narrow = draw_task_life(folder, on, desk.small.office.today)
    assert_inside(wide)
    assert_inside(narrow)
    assert wide.told == narrow.told
    return wide.told


def test_life_tells_what_happened_and_what_is_left(desk: Desk) -> None:
    assert told(desk, date(2021, 6, 1)) == ("Còn 29 ngày đến thời hạn 30/6/2021. 15/4/2021: Giao nhiệm vụ.")


def test_life_leaves_out_what_did_not_move_the_task(desk: Desk) -> None:
    desk.small.amend(CHIEF, "A1", NOW, title="Khác", reason="x")
    assert "Điều chỉnh" not in told(desk, date(2021, 6, 1))


def test_life_shows_deadlines_old_and_new(desk: Desk) -> None:
    desk.small.extend("A1", date(2021, 7, 30), NOW)
    assert told(desk, date(2021, 6, 1)).startswith(
        "Còn 59 ngày đến thời hạn 30/7/2021. Thời hạn đã đổi 1 lần, ban đầu là 30/6/2021."
    )


def test_life_goes_by_the_local_day(desk: Desk) -> None:
    """Half past midnight of 2/6 here is still 1/6 in UTC."""
    desk.small.start("A1", vn(2, 6, 0))
    assert "2/6/2021: Bắt đầu thực hiện" in told(desk, date(2021, 6, 3))


def test_page_shows_the_picture_wide_and_narrow(desk: Desk) -> None:
    page = desk.browser().get("/nhiem-vu/A1").text
    assert page.count('id="life-640-title"') == page.count('id="life-312-title"') == 1
    assert "picture-wide" in page
