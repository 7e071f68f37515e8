import re

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.house_files import list_own, read_file
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.admin.letters import KEPT, PARTS, Frames, name_of
from cchc_workflow.web.tools import NO_TOOLS
from tests.web.admin.house import House, fields

LETTERS = "/quan-tri/mau-thu"
REMINDER = f"{LETTERS}/reminder"
WIRE = {"subject.txt": "tieu_de", "body.txt": "noi_dung", "body.html": "html"}


def typed(house: House, **over: str) -> dict[str, str]:
    """Return the form of the reminder as the page shows it, with something else typed."""
    shown = fields(house.browser().get(REMINDER).text)
    texts = {
        WIRE[part]: read_file(house.home, "notifications", name_of("reminder", part)).text for part in PARTS
    }
    return texts | {name: shown[name] for name in ("xem_tieu_de", "xem_noi_dung", "xem_html")} | over


def test_every_message_is_listed(house: House, admin: TestClient) -> None:
    page = admin.get(LETTERS).text
    assert page.count(f'href="{LETTERS}/') == len(house.office.definitions.messages)


def test_preview_shows_a_real_task(house: House, admin: TestClient) -> None:
    given = typed(house, tieu_de="Nhắc: {{ items[0].task.title }} <script>", nhiem_vu="A1")
    page = admin.post(f"{REMINDER}/xem-thu", data=given)
    assert "Nhắc: Nhiệm vụ A1 &lt;script&gt;" in page.text
    assert list_own(house.home) == ()
    frame = re.search(r'<iframe class="letter" src="([^"]+)" sandbox=""', page.text)
    assert frame is not None
    mail = admin.get(frame[1])
    assert "Nhiệm vụ A1" in mail.text
    assert mail.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert house.browser("giamdoc@so.example").get(frame[1]).status_code == 403


def test_preview_for_htmx_is_a_part_of_the_page(house: House, admin: TestClient) -> None:
    part = admin.post(f"{REMINDER}/xem-thu", data=typed(house), headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="xem-thu"')
    assert "<html" not in part.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ unheard }}", "unheard"),
        ("x\n{% if %}", "dòng 2"),
        ("{{ items[0].task.unheard }}", "unheard"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ items.__class__.__base__.__subclasses__() }}", "unsafe"),
        ("{% include '../../../etc/passwd' %}", "etc/passwd"),
        ("{{ range(10**9) | list }}", "range"),
    ],
)
def test_broken_template_is_refused_with_what_was_typed(
    house: House, admin: TestClient, text: str, said: str
) -> None:
    page = admin.post(REMINDER, data=typed(house, noi_dung=text))
    assert page.status_code == 422
    assert said in page.text
    assert "vi/reminder/body.txt" in page.text
    assert text.replace("'", "&#39;") in page.text
    assert (list_own(house.home), house.journal()) == ((), [])


def test_saved_letter_is_what_is_sent_from_now_on(house: House, admin: TestClient) -> None:
    given = typed(house, tieu_de="Nhắc việc mới")
    assert admin.post(REMINDER, data=given).status_code == 303
    assert list_own(house.home) == ("notifications/vi/reminder/subject.txt",)
    assert house.journal() == ["letter_changed"]
    assert "bản cơ quan đã sửa" in admin.get(LETTERS).text
    shown = house.tools.preview
    assert shown is not None
    assert shown("reminder", {}, None, house.program.clock())["subject"] == "Nhắc việc mới"


def test_second_administrator_keeps_what_they_typed(house: House, admin: TestClient) -> None:
    first, second = typed(house, tieu_de="Một"), typed(house, tieu_de="Hai")
    admin.post(REMINDER, data=first)
    late = admin.post(REMINDER, data=second)
    assert late.status_code == 409
    assert "Hai</textarea>" in late.text
    assert house.journal() == ["letter_changed"]


def test_letter_that_is_not_changed_is_refused(house: House, admin: TestClient) -> None:
    assert admin.post(REMINDER, data=typed(house)).status_code == 422
    assert house.journal() == []


def test_shipped_letter_comes_back(house: House, admin: TestClient) -> None:
    admin.post(REMINDER, data=typed(house, tieu_de="Nhắc việc mới"))
    assert admin.post(f"{REMINDER}/khoi-phuc", data=typed(house)).status_code == 303
    assert list_own(house.home) == ()
    assert house.journal() == ["letter_restored", "letter_changed"]


def test_unknown_task_is_told_in_the_preview(house: House, admin: TestClient) -> None:
    page = admin.post(f"{REMINDER}/xem-thu", data=typed(house, nhiem_vu="<i>Z9"))
    assert "Không có nhiệm vụ “&lt;i&gt;Z9”" in page.text


def test_program_without_tools_only_shows(house: House) -> None:
    admin = house.browser(tools=NO_TOOLS)
    assert "không xem thử được" in admin.get(REMINDER).text
    assert admin.post(REMINDER, data=typed(house)).status_code == 404


def test_frames_are_their_owners_and_are_forgotten() -> None:
    frames = Frames()
    first = frames.keep(1, "<p>một</p>")
    assert frames.find(1, first) == "<p>một</p>"
    with pytest.raises(NotFoundError):
        frames.find(2, first)
    for _ in range(KEPT):
        frames.keep(1, "")
    with pytest.raises(NotFoundError):
        frames.find(1, first)
