import pytest

from cchc_workflow.web.entry.onward import onward, with_next


@pytest.mark.parametrize(
    ("to", "page"),
    [
        ("/nhiem-vu/A1", "/nhiem-vu/A1"),
        ("/nhiem-vu?don-vi=VP&tim=đường", "/nhiem-vu?don-vi=VP&tim=đường"),
        ("", "/"),
        ("//evil.example", "/"),
        ("//[evil", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\nSet-Cookie: a=b", "/"),
        ("nhiem-vu", "/"),
        ("/dang-nhap", "/"),
        ("/mo-khoa?tiep=/mo-khoa", "/"),
        ("/dang-xuat", "/"),
    ],
)
def test_onward_is_a_page_of_ours_that_is_no_door(to: str, page: str) -> None:
    assert onward(to) == page


def test_door_remembers_where_one_wanted_to_go() -> None:
    assert with_next("/mo-khoa", "/") == "/mo-khoa"
    assert with_next("/mo-khoa", "//evil.example") == "/mo-khoa"
    assert with_next("/mo-khoa", "/nhiem-vu?a=b") == "/mo-khoa?tiep=%2Fnhiem-vu%3Fa%3Db"
