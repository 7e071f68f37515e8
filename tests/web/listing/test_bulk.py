from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.bulk import Pick
from cchc_workflow.web.listing.bulk import read_picks
from tests.builders import vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, VERIFIER, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = vn(15, 6, 9)
PATH = "/nhiem-vu/hang-loat"


@pytest.fixture
def browse(listed: SmallOffice) -> Callable[[str], TestClient]:
    return lambda address: open_browser(listed.office, NOW, address)


def picked(listed: SmallOffice, *codes: str) -> list[str]:
    return [f"{task.id}:{task.version}" for task in map(listed.task, codes)]


def states(listed: SmallOffice, *codes: str) -> list[str]:
    return [listed.task(code).state for code in codes]


def test_first_it_is_shown_what_would_happen(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    listed.start("A2", vn(1, 6, 8))
    page = browse(HEAD).post(
        PATH, data={"chon": picked(listed, "A1", "A2"), "lam": "start", "q": "don-vi=VP"}
    )
    words = words_of(page.text)
    assert page.status_code == 200
    assert "Bắt đầu thực hiện: 2 nhiệm vụ" in words
    assert "A1 Nhiệm vụ A1 Đã giao Làm được" in words
    assert "A2 Nhiệm vụ A2 Đang thực hiện Chưa làm được: chỉ khi “Đã giao”." in words
    assert "1 nhiệm vụ chưa làm được việc này và đã bỏ chọn" in words
    assert page.text.count(" checked") == 1
    assert 'href="/nhiem-vu?don-vi=VP"' in page.text
    assert states(listed, "A1", "A2") == ["assigned", "in_progress"]


def test_when_sure_all_are_done_and_each_tells_its_new_state(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    data = {"chon": picked(listed, "A1", "A2"), "lam": "start", "chac": "1"}
    page = browse(HEAD).post(PATH, data=data)
    words = words_of(page.text)
    assert page.status_code == 200
    assert "Đã thực hiện “Bắt đầu thực hiện” với 2 nhiệm vụ." in words
    assert "A1 Nhiệm vụ A1 Đang thực hiện" in words
    assert states(listed, "A1", "A2") == ["in_progress", "in_progress"]


def test_when_one_is_refused_nothing_is_done_and_each_says_why(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    stale = picked(listed, "A1", "A2", "A3")
    listed.start("A2", vn(1, 6, 8))
    page = browse(HEAD).post(PATH, data={"chon": stale, "lam": "start", "chac": "1"})
    words = words_of(page.text)
    assert page.status_code == 422
    assert "Chưa thực hiện gì: có 1 nhiệm vụ chưa làm được." in words
    assert "A2 Nhiệm vụ A2 Đang thực hiện Đã có người thay đổi nhiệm vụ này" in words
    assert states(listed, "A1", "A3") == ["assigned", "assigned"]


def test_what_is_asked_for_is_given_once_and_kept_when_refused(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    chosen = picked(listed, "A1", "C1")
    page = browse(CHIEF).post(PATH, data={"chon": chosen, "lam": "cancel"})
    assert 'name="note"' in page.text
    assert 'name="document"' in page.text
    typed = {"note": 'Không còn <script> "cần"', "chac": "1", "lam": "cancel", "chon": chosen}
    page = browse(CHIEF).post(PATH, data=typed)
    assert page.status_code == 422
    assert "Còn thiếu: văn bản cho phép" in words_of(page.text)
    assert "Không còn &lt;script&gt;" in page.text
    assert states(listed, "A1", "C1") == ["assigned", "assigned"]
    page = browse(CHIEF).post(PATH, data=typed | {"document": "45/QĐ-SNN"})
    assert page.status_code == 200
    assert states(listed, "A1", "C1") == ["cancelled", "cancelled"]


def test_second_submit_does_nothing(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    data = {"chon": picked(listed, "A1", "A2"), "lam": "start", "chac": "1"}
    assert browse(HEAD).post(PATH, data=data).status_code == 200
    assert browse(HEAD).post(PATH, data=data).status_code == 422
    assert listed.task("A1").event_count == 2


def test_task_of_another_unit_is_not_there(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    data = {"chon": [*picked(listed, "A1", "B1"), f"{2**63 - 1}:0"], "lam": "start", "chac": "1"}
    page = browse(HEAD).post(PATH, data=data)
    assert page.status_code == 422
    assert words_of(page.text).count("Không còn nhiệm vụ này.") == 2
    assert "B1" not in words_of(page.text)
    assert states(listed, "A1", "B1") == ["assigned", "assigned"]


def test_report_takes_one_document_for_all(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    for code in ("A1", "A2"):
        listed.start(code, vn(1, 6, 8))
    data = {"chon": picked(listed, "A1", "A2"), "lam": "report", "chac": "1", "evidence": "12/BC-VP"}
    assert browse(HEAD).post(PATH, data=data).status_code == 200
    data = {"chon": picked(listed, "A1", "A2"), "lam": "verify", "chac": "1"}
    assert browse(VERIFIER).post(PATH, data=data).status_code == 200
    assert states(listed, "A1", "A2") == ["verified", "verified"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"lam": "start"}, "nothing_picked"),
        ({"lam": "start", "chon": ["x", "1", "0:1", f"{2**63}:1", "-1:1"]}, "nothing_picked"),
        ({"chon": ["1:0"]}, "nothing_chosen"),
    ],
)
def test_nothing_chosen_leads_back(
    browse: Callable[[str], TestClient], data: dict[str, object], told: str
) -> None:
    answer = browse(COORDINATOR).post(PATH, data={**data, "q": "don-vi=VP"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nhiem-vu?don-vi=VP&da={told}")


def test_unknown_action_is_not_found(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    for sure in ("", "1"):
        data = {"chon": picked(listed, "A1"), "lam": "<script>", "chac": sure}
        assert browse(HEAD).post(PATH, data=data).status_code == 404


def test_too_many_are_refused(browse: Callable[[str], TestClient]) -> None:
    data = {"chon": [f"{number}:0" for number in range(1, 300)], "lam": "start"}
    assert browse(HEAD).post(PATH, data=data).status_code == 422


def test_picks_are_read_within_bounds() -> None:
    assert read_picks(["7:0", "٧:1", "7:1 ", "", f"{2**63 - 1}:999999999"]) == [
        Pick(7, 0),
        Pick(2**63 - 1, 999_999_999),
    ]
