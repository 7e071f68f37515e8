from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import unquote

import pytest

from cchc_workflow.engine.evidence import MOST_BYTES, MOST_WAITING
from cchc_workflow.web.received import MOST_FILES
from cchc_workflow.web.task.files import disposition
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, HEAD_CCKL, HEAD_TCCB, OFFICER
from tests.papers import EXE, JPEG, PDF, make_office
from tests.web.desks import NOW, Desk
from tests.web.reading import words_of

SENT = tuple[str, tuple[str, bytes, str]]


def paper(name: str = "bc.pdf", content: bytes = PDF) -> SENT:
    return ("files", (name, content, "application/octet-stream"))


def test_several_files_wait_on_the_task(desk: Desk) -> None:
    data = desk.form("A1", evidence="12/BC-VP", issued_on="2021-05-31", signer="Trưởng phòng")
    files = [paper(), paper("bảng.xlsx", make_office("xl"))]
    answer = desk.browser().post(desk.path("A1", "tep"), data=data, files=files)
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu/A1?da=uploaded")
    assert [(row.file_name, row.document, row.signer) for row in desk.waiting("A1")] == [
        ("bc.pdf", "12/BC-VP", "Trưởng phòng"),
        ("bảng.xlsx", "12/BC-VP", "Trưởng phòng"),
    ]
    text = words_of(desk.browser().get("/nhiem-vu/A1").text)
    assert "Chờ đi cùng báo cáo (2)" in text
    assert sha256(PDF).hexdigest() in text


def test_nothing_sent_is_said(desk: Desk) -> None:
    answer = desk.browser().post(
        desk.path("A1", "tep"), data=desk.form("A1", signer="x"), files=[paper("", b"")]
    )
    assert answer.status_code == 422
    assert "tài liệu kiểm chứng" in answer.text
    assert 'id="tep" open' in answer.text


@pytest.mark.parametrize(("name", "content", "said"), [
    ("kết quả.pdf", EXE, "không thuộc loại được nhận"), ("a.docx", PDF, "đuôi phải là: pdf"),
    ("a.docx", make_office("word", "word/vbaProject.bin"), "có macro"), ("a.pdf", b"", "trống"),
    ("a.html", b"<script>alert(1)</script>", "không thuộc loại được nhận"),
])  # fmt: skip
def test_what_is_not_taken_is_said(desk: Desk, name: str, content: bytes, said: str) -> None:
    data = desk.form("A1", evidence="12/BC-VP", signer="Người ký này")
    answer = desk.browser().post(desk.path("A1", "tep"), data=data, files=[paper(name, content)])
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert "Người ký này" in answer.text
    assert desk.waiting("A1") == []


@pytest.mark.parametrize(("name", "kept"), [
    ("../../etc/báo cáo.pdf", "báo cáo.pdf"), ("C:\\x\\a.pdf", "a.pdf"),
    ("a%0D%0AX-Evil: 1.pdf", "a%0D%0AX-Evil: 1.pdf"), ("fdp\u202efdp.pdf", "fdpfdp.pdf"),
    ("<script>alert(1)</script>.pdf", "script>.pdf"), ("=1+1.pdf", "=1+1.pdf"),
    ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
])  # fmt: skip
def test_a_hostile_name_is_cleaned_and_escaped(desk: Desk, name: str, kept: str) -> None:
    browser = desk.browser()
    assert browser.post(desk.path("A1", "tep"), data=desk.form("A1"), files=[paper(name)]).status_code == 303
    (row,) = desk.waiting("A1")
    assert row.file_name == kept
    assert "<script>alert" not in browser.get("/nhiem-vu/A1").text
    given = browser.get(f"/tep/cho/{row.id}")
    assert given.headers["content-disposition"].startswith("attachment; ")
    assert "x-evil" not in given.headers
    assert unquote(given.headers["content-disposition"].partition("UTF-8''")[2]) == kept


def test_a_name_with_a_line_end_is_cleaned(desk: Desk) -> None:
    """No browser sends it like this; a program may."""
    body = (
        b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''a%0D%0Ab.pdf\r\n\r\n"
        + PDF
        + b"\r\n--x--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = desk.browser().post(desk.path("A1", "tep"), content=body, headers=headers)
    assert answer.status_code in {303, 422}
    assert all("\n" not in row.file_name and "\r" not in row.file_name for row in desk.waiting("A1"))


def test_a_file_of_26_megabytes_gets_a_page_of_its_own(desk: Desk) -> None:
    large = paper("lớn.pdf", PDF.ljust(26 * 2**20))
    data = desk.form("A1", evidence="12/BC-VP")
    answer = desk.browser().post(desk.path("A1", "tep"), data=data, files=[large, paper("nhỏ.pdf")])
    assert answer.status_code == 413
    assert "Tệp “lớn.pdf” quá lớn: mỗi tệp không quá 25 MB" in words_of(answer.text)
    assert 'value="12/BC-VP"' in answer.text
    assert [row.file_name for row in desk.waiting("A1")] == ["nhỏ.pdf"]


def test_a_file_of_25_megabytes_is_taken(desk: Desk) -> None:
    browser = desk.browser()
    large = PDF.ljust(MOST_BYTES)
    assert (
        browser.post(desk.path("A1", "tep"), data=desk.form("A1"), files=[paper("a.pdf", large)]).status_code
        == 303
    )
    (row,) = desk.waiting("A1")
    assert browser.get(f"/tep/cho/{row.id}").content == large


def test_a_stream_without_a_length_is_bounded_all_the_same(desk: Desk) -> None:
    """What comes in counts, not what was announced: an endless body is ended."""

    def pour() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
        for _ in range(300):
            yield bytes(2**20)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = desk.browser().post(desk.path("A1", "tep"), content=pour(), headers=headers)
    assert answer.status_code == 413
    assert "quá lớn" in answer.text
    assert desk.waiting("A1") == []


def test_too_many_files_at_once_are_refused(desk: Desk) -> None:
    files = [paper(f"{number}.pdf") for number in range(MOST_FILES + 1)]
    answer = desk.browser().post(desk.path("A1", "tep"), data=desk.form("A1"), files=files)
    assert answer.status_code == 422
    assert f"Mỗi lần gửi không quá {MOST_FILES} tệp" in answer.text


def test_too_many_in_all_are_refused(desk: Desk) -> None:
    files = [paper(f"{number}.pdf") for number in range(MOST_FILES)]
    browser = desk.browser()
    for _ in range(MOST_WAITING // MOST_FILES):
        assert browser.post(desk.path("A1", "tep"), data=desk.form("A1"), files=files).status_code == 303
    answer = browser.post(desk.path("A1", "tep"), data=desk.form("A1"), files=[paper()])
    assert answer.status_code == 422
    assert f"đã có {MOST_WAITING} tài liệu" in answer.text


def test_what_waits_can_be_taken_back(desk: Desk) -> None:
    desk.browser().post(desk.path("A1", "tep"), data=desk.form("A1"), files=[paper()])
    (row,) = desk.waiting("A1")
    path = desk.path("A1", f"tep/{row.id}/bo")
    assert desk.browser(CHIEF).post(path).status_code == 403
    assert desk.browser(HEAD_TCCB).post(path).status_code == 403
    assert desk.browser(OFFICER).post(path).headers["location"] == "/nhiem-vu/A1?da=upload_removed"
    assert desk.waiting("A1") == []
    assert desk.browser().post(path).status_code == 422
    assert desk.browser().get(f"/tep/cho/{row.id}").status_code == 404


def test_a_file_is_given_as_an_attachment_that_can_do_nothing(started: Desk) -> None:
    browser = started.browser()
    browser.post(started.path("A1", "lam/report"), data=started.form("A1"), files=[paper("Báo cáo.pdf")])
    (row,) = started.proofs("A1")
    answer = browser.get(f"/tep/{row.id}")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Bao cao.pdf\"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.pdf"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert browser.head(f"/tep/{row.id}").headers["content-length"] == str(len(PDF))


@pytest.mark.parametrize(("by", "status"), [
    (HEAD, 200), (OFFICER, 200), (HEAD_TCCB, 200), (COORDINATOR, 200), (HEAD_CCKL, 404), (None, 303),
])  # fmt: skip
def test_a_file_is_for_who_sees_the_task(started: Desk, by: str | None, status: int) -> None:
    head = started.browser()
    head.post(started.path("A1", "lam/report"), data=started.form("A1"), files=[paper()])
    head.post(started.path("A2", "tep"), data=started.form("A2"), files=[paper("ảnh.jpg", JPEG)])
    (proof,), (upload,) = started.proofs("A1"), started.waiting("A2")
    assert started.browser(by).get(f"/tep/{proof.id}").status_code == status
    assert started.browser(by).get(f"/tep/cho/{upload.id}").status_code == (
        404 if by == HEAD_TCCB else status
    )


@pytest.mark.parametrize(
    "path", ["/tep/0", "/tep/999", f"/tep/{2**63 - 1}", f"/tep/{2**63}", "/tep/x", "/tep/cho/1"]
)
def test_a_file_that_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.browser().get(path).status_code == 404


def test_a_document_without_a_file_has_no_download(started: Desk) -> None:
    started.small.report("A1", NOW)
    (row,) = started.proofs("A1")
    assert started.browser().get(f"/tep/{row.id}").status_code == 404
    assert f"/tep/{row.id}" not in started.browser().get("/nhiem-vu/A1").text


@pytest.mark.parametrize(("name", "plain"), [
    ("a.pdf", "a.pdf"), ("Đề án.pdf", "de an.pdf"), ('a"b\\c;d.pdf', "a_b_c_d.pdf"), ("表.pdf", "_.pdf"),
    ("100%.pdf", "100_.pdf"),
])  # fmt: skip
def test_a_disposition_has_a_plain_name_too(name: str, plain: str) -> None:
    header = disposition(name)
    header.encode("ascii")
    assert header.startswith(f'attachment; filename="{plain}"; filename*=')
