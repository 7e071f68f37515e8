import os
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.demo.caught import PAGE, Attached, Head, list_mails, read_attachment, read_mail

SUBJECT = "[BÁO CÁO TUẦN 27/2021] Chậm 14/415 nhiệm vụ (3,37 %), chưa có đơn vị chạm ngưỡng 30 %"
TO = "Phó Giám đốc Sở phụ trách chuyên ngành <phogiamdoc@so.example>"


def write(folder: Path, name: str = "0001-bao-cao-tuan.eml", subject: str = SUBJECT) -> Path:
    message = EmailMessage()
    given = {
        "Subject": subject,
        "From": "CCHC <cchc@so.example>",
        "To": TO,
        "Date": "Mon, 05 Jul 2021 07:30:00 +0700",
    }
    for field, value in given.items():
        message[field] = value
    message.set_content("Kính gửi: Phó Giám đốc\n")
    message.add_alternative("<p>Kính gửi</p>", subtype="html")
    path = folder / name
    path.write_bytes(message.as_bytes())
    return path


def test_mail_is_read_as_it_was_sent(tmp_path: Path) -> None:
    write(tmp_path)
    mail = read_mail(tmp_path, 1)
    assert mail.head == Head(
        number=1,
        subject=SUBJECT,
        to="Phó Giám đốc Sở phụ trách chuyên ngành",
        to_address="phogiamdoc@so.example",
        at=datetime(2021, 7, 5, 0, 30, tzinfo=UTC),
    )
    assert mail.sender == "CCHC cchc@so.example"
    assert mail.text == "Kính gửi: Phó Giám đốc\n"
    assert mail.html == "<p>Kính gửi</p>\n"


def test_mail_without_html_has_none(tmp_path: Path) -> None:
    (tmp_path / "0007-tron.eml").write_bytes(b"Subject: tron\r\n\r\nchu tron\r\n")
    mail = read_mail(tmp_path, 7)
    assert (mail.text, mail.html, mail.sender) == ("chu tron\r\n", "", "")
    assert (mail.head.subject, mail.head.to, mail.head.at) == ("tron", "", None)


@pytest.mark.parametrize("given", ["", "hôm qua", "Mon, 05 Jul 2021 07:30:00 -0000"])
def test_mail_without_a_clear_date_is_shown_without(tmp_path: Path, given: str) -> None:
    (tmp_path / "0001-a.eml").write_bytes(f"Date: {given}\r\n\r\n".encode())
    assert read_mail(tmp_path, 1).head.at is None


def test_name_folded_over_lines_has_no_gap(tmp_path: Path) -> None:
    head = (
        b"To: =?utf-8?B?UGjDsyBHacOhbSDEkeG7kWMgU+G7nyBwaOG7pSB0csOhY2ggY2h1ecOqbiBu?=\r\n"
        b" =?utf-8?B?Z8Ogbmg=?= <a@so.example>\r\n\r\n"
    )
    (tmp_path / "0001-a.eml").write_bytes(head)
    assert read_mail(tmp_path, 1).head.to == "Phó Giám đốc Sở phụ trách chuyên ngành"


def test_mails_come_newest_first_page_by_page(tmp_path: Path) -> None:
    for number in range(1, PAGE + 3):
        write(tmp_path, f"{number:04d}-thu.eml")
    first, second = list_mails(tmp_path, 1), list_mails(tmp_path, 2)
    assert [head.number for head in first.heads] == list(range(PAGE + 2, 2, -1))
    assert [head.number for head in second.heads] == [2, 1]
    assert (second.total, second.number, second.pages) == (PAGE + 2, 2, 2)
    assert list_mails(tmp_path, 9) == second


@pytest.mark.parametrize("folder", ["", "khong-co"])
def test_mails_of_an_empty_or_missing_folder_are_none(tmp_path: Path, folder: str) -> None:
    listing = list_mails(tmp_path / folder, 1)
    assert (listing.heads, listing.total, listing.number, listing.pages) == ([], 0, 1, 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", [2, 1]),
        ("   ", [2, 1]),
        ("báo cáo tuần", [2]),
        ("BAO CAO", [2]),
        ("Đôn đốc", [1]),
        ("%", [2, 1]),
        ("chạm ngưỡng 30", [2]),
        ("không có", []),
    ],
)
def test_mails_are_found_whatever_the_marks(tmp_path: Path, wanted: str, expected: list[int]) -> None:
    write(tmp_path, "0001-don-doc.eml", "Đôn đốc quá hạn")
    write(tmp_path, "0002-bao-cao-tuan-27.eml")
    assert [head.number for head in list_mails(tmp_path, 1, wanted).heads] == expected


def test_mail_that_is_written_anew_is_found_by_its_new_subject(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert list_mails(tmp_path, 1, "báo cáo tuần").total == 1
    write(tmp_path, subject="Đôn đốc")
    os.utime(path, ns=(1, 1))
    assert list_mails(tmp_path, 1, "báo cáo tuần").total == 0
    assert list_mails(tmp_path, 1, "đôn đốc").total == 1


@pytest.mark.parametrize(
    "name",
    ["1-a.eml", "0001-A.eml", "0001-a.partial", "0001-a.eml.bak", "0001-ấ.eml", "x-0001-a.eml", "0001-.eml"],
)
def test_other_files_are_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert list_mails(tmp_path, 1).total == 0
    with pytest.raises(NotFoundError):
        read_mail(tmp_path, 1)


def test_link_out_of_the_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "thu").mkdir()
    (tmp_path / "thu" / "0001-a.eml").symlink_to(write(tmp_path, "bi-mat.txt"))
    assert list_mails(tmp_path / "thu", 1).total == 0


def test_mail_that_was_not_sent_is_not_found(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(NotFoundError) as caught:
        read_mail(tmp_path, 2)
    assert (caught.value.kind, caught.value.id) == ("mail", 2)


def test_pictures_are_put_into_the_html_and_papers_listed(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Báo cáo quý"
    message.set_content("chữ")
    message.add_alternative('<img src="cid:hinh@x" alt="">', subtype="html")
    html = message.get_body(("html",))
    assert html is not None
    html.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<hinh@x>")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Báo cáo quý III.pdf")
    (tmp_path / "0001-bao-cao.eml").write_bytes(message.as_bytes())
    mail = read_mail(tmp_path, 1)
    assert mail.html == '<img src="data:image/png;base64,iVBORw==" alt="">\n'
    assert mail.attachments == ("Báo cáo quý III.pdf",)
    assert read_attachment(tmp_path, 1, 1) == Attached("Báo cáo quý III.pdf", "application/pdf", b"%PDF")
    for number, place in ((1, 2), (2, 1)):
        with pytest.raises(NotFoundError):
            read_attachment(tmp_path, number, place)
