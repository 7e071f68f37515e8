from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from cchc_workflow.engine.recovery import PAGE, read_link
from tests.command_line import DOMAIN, HEAD_OF_TCCB, Cchc

OTHER = f"vanthu@{DOMAIN}"
NEW = f"moi@{DOMAIN}"


def offices(cchc: Cchc, address: str, *typed: str) -> list[dict[str, Any]]:
    (found,) = [each for each in cchc("person", "list", *typed, "--json").json if each["address"] == address]
    return list(found["offices"])


def test_list_has_everybody_and_their_offices(cchc: Cchc) -> None:
    assert len(cchc("person", "list", "--json").json) == 27
    page = cchc("person", "list", "--role", "Giám đốc").lines
    assert len(page) == 2
    assert page[1].startswith(f"giamdoc@{DOMAIN}")
    typed = ("--unit", "TCCB", "--role", "unit_head")
    assert [each["address"] for each in cchc("person", "list", *typed, "--json").json] == [HEAD_OF_TCCB]


def test_person_is_added_and_appointed(cchc: Cchc) -> None:
    assert cchc("person", "add", NEW.upper(), "Phó trưởng phòng").out == f"Đã có Phó trưởng phòng <{NEW}>.\n"
    assert "không giữ chức danh nào" in cchc("person", "list").out
    answer = cchc("person", "appoint", NEW, "officer", "--unit", "TCCB")
    assert answer.out == f"{NEW} giữ chức danh chuyên viên (TCCB) từ 1/6/2021.\n"
    assert offices(cchc, NEW) == [
        {"role": "officer", "unit": "TCCB", "from_on": "2021-06-01", "to_on": None, "stands_in_for": None}
    ]


def test_new_head_takes_the_place_of_the_old(cchc: Cchc) -> None:
    cchc("person", "add", NEW, "Trưởng phòng mới")
    cchc("person", "appoint", NEW, "trưởng đơn vị", "--unit", "TCCB", "--from", "1/6/2021")
    assert offices(cchc, HEAD_OF_TCCB) == []
    assert offices(cchc, HEAD_OF_TCCB, "--past")[0]["to_on"] == "2021-05-31"


def test_substitute_stands_in_for_some_days(cchc: Cchc) -> None:
    cchc("person", "add", NEW, "Phó trưởng phòng")
    typed = ("unit_head", "--unit", "TCCB", "--from", "1/6/2021", "--until", "10/6/2021")
    answer = cchc("person", "substitute", HEAD_OF_TCCB, NEW, *typed)
    assert answer.out.endswith("từ 1/6/2021 đến hết 10/6/2021.\n")
    assert f"trưởng đơn vị (TCCB) đến hết 10/6/2021, thay {HEAD_OF_TCCB}" in cchc("person", "list").out
    cchc.start("B1/TCCB", NEW)


def test_password_link_is_printed_and_sets_a_password(cchc: Cchc) -> None:
    answer = cchc("person", "password", HEAD_OF_TCCB.upper())
    assert answer.code == 0
    assert "dùng được một lần" in answer.err
    address = urlsplit(answer.out.strip())
    assert f"{address.scheme}://{address.netloc}" == "http://localhost:8000"
    office = cchc.office()
    with closing(office.database):
        assert read_link(office, address.path.removeprefix(PAGE), cchc.now).address == HEAD_OF_TCCB


def test_password_is_typed_twice_and_checked(cchc: Cchc) -> None:
    typed = ("person", "password", HEAD_OF_TCCB, "--type")
    assert "Đã đặt mật khẩu" in cchc(*typed, answers="con mèo trèo cây\ncon mèo trèo cây\n").out
    weak = cchc(*typed, answers="matkhau123\nmatkhau123\n")
    assert weak.code == 3
    assert "dễ bị đoán" in weak.err
    assert "matkhau" not in weak.out + weak.err
    assert cchc(*typed, answers="con mèo trèo cây\nkhác\n").code != 0


def test_code_of_who_lost_the_app_is_turned_off(cchc: Cchc) -> None:
    assert "chỉ bằng mật khẩu" in cchc("person", "no-code", HEAD_OF_TCCB).out


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["password", "ai@do.vn"], 4, "Không có người nào"),
        (["no-code", "ai@do.vn"], 4, "Không có người nào"),
        (["add", "khong-phai-thu", "Ai"], 2, "không phải là địa chỉ thư"),
        (["appoint", "ai@do.vn", "director"], 4, "Không có người nào"),
        (["appoint", HEAD_OF_TCCB, "vua"], 2, "chọn một trong: unit_head"),
        (["appoint", HEAD_OF_TCCB, "unit_head"], 3, "--unit VP"),
        (["appoint", HEAD_OF_TCCB, "unit_head", "--unit", "ZZ"], 4, "Không có đơn vị “ZZ”"),
        (["appoint", HEAD_OF_TCCB, "director", "--unit", "VP"], 3, "bỏ --unit"),
        (["appoint", HEAD_OF_TCCB, "auditor", "--until", "1/5/2021"], 3, "không trước ngày bắt đầu 1/6/2021"),
        (["substitute", HEAD_OF_TCCB, HEAD_OF_TCCB, "unit_head", "--unit", "TCCB"], 3, "--until"),
        (["substitute", HEAD_OF_TCCB, HEAD_OF_TCCB, "director", "--until", "1/7/2021"], 3, "một người khác"),
        (
            ["substitute", HEAD_OF_TCCB, OTHER, "director", "--until", "1/7/2021"],
            4,
            "không có ai giữ chức danh",
        ),
    ],
)
def test_refusal_says_why(cchc: Cchc, typed: list[str], code: int, said: str) -> None:
    answer = cchc("person", *typed)
    assert answer.code == code
    assert said in answer.err
