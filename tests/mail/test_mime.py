from __future__ import annotations

import email
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc_workflow.errors import DeliveryError
from cchc_workflow.mail.address import Address, header_text
from cchc_workflow.mail.mime import Attachment, Inline, Letter, to_bytes

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyÁÀẢÃẠẤẦẨẪẬĐỆỘỚỰ"
WORDS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=VIETNAMESE + " ", max_size=300),
    st.text(alphabet=VIETNAMESE + " ", max_size=80).map(lambda text: unicodedata.normalize("NFD", text)),
    st.text(alphabet='ab =?_"\\,;:<>@()[].\r\n\t😀👩‍👩‍👧', max_size=120),
    st.sampled_from(
        ["=?utf-8?B?w6E=?=", "=?x", "a" * 300, "từ " * 200, "  hai  trống  ", "Bcc: x@y\r\n\r\nthân"]
    ),
)
BODIES = st.one_of(
    WORDS,
    st.lists(
        st.one_of(
            WORDS,
            st.sampled_from([".", "..", "From nay", "--=_alt_", "x" * 5000, "ễ" * 5000, "cuối ", "=\t"]),
        ),
        max_size=12,
    ).flatmap(lambda lines: st.sampled_from(["\n", "\r\n", "\r", "\n\n"]).map(lambda end: end.join(lines))),
)
NAMES = st.one_of(
    WORDS, st.sampled_from(["Báo cáo 6 tháng.docx", "a b.pdf", 'x".exe', "ĐƠN " * 60 + ".pdf"])
).filter(lambda name: header_text(name) != "")
DISPLAYS = WORDS.map(lambda text: header_text(header_text(text)[:200]))
ADDRESSES = st.builds(Address, DISPLAYS, st.sampled_from(["a@so.example", f"{'l' * 64}@{'d' * 60}.example"]))
ATTACHMENTS = st.builds(
    Attachment, NAMES, st.sampled_from(["application/pdf", "image/png", "text/csv"]), st.binary(max_size=400)
)


def make_letter(**over: object) -> Letter:
    letter = Letter(
        sender=Address("Sở Nông nghiệp và PTNT", "cchc@so.example"),
        to=(Address("Trưởng phòng Kế hoạch - Tài chính", "kh@so.example"),),
        subject="[ĐÔN ĐỐC QUÁ HẠN] Về việc chậm báo cáo",
        text="Kính gửi: Trưởng phòng.\n\nTrân trọng!\n",
        html="<p>Kính gửi: Trưởng phòng.</p>\n",
        message_id="<task-1.2@so.example>",
        date=datetime(2021, 6, 15, 7, 30, tzinfo=timezone(timedelta(hours=7))),
    )
    return replace(letter, **over)  # type: ignore[arg-type]  # the overrides are the tests' own


def read_back(letter: Letter) -> EmailMessage:
    data = to_bytes(letter)
    assert data.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    head = lines[: lines.index(b"")]
    for line in head:
        assert len(line) <= 76 or b"=?" not in line, line
    for word in re.findall(rb"=\?utf-8\?B\?[^?]*\?=", b"\n".join(head)):
        assert len(word) <= 75
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
    return message


def canonical(text: str) -> str:
    return re.sub("\r\n|\r|\n", "\r\n", text).encode("utf-8", "replace").decode()


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    assert part.get_content_charset() == "utf-8"
    content = part.get_content()
    assert isinstance(content, str)
    return content


def addresses(message: EmailMessage, name: str) -> list[Address]:
    """Read a header both ways, for policy.default adds and loses blanks in the encoded words of a name."""
    [raw] = [value for key, value in message.raw_items() if key == name]
    pairs = getaddresses([re.sub("\r\n", "", raw)])
    found = [Address(str(make_header(decode_header(display))), mailbox) for display, mailbox in pairs]
    modern = message[name].addresses
    assert [each.addr_spec for each in modern] == [each.mailbox for each in found]
    for each, address in zip(modern, found, strict=True):
        assert "".join(each.display_name.split()) == "".join(address.display.split())
    return found


@given(subject=WORDS)
def test_subject_reads_back(subject: str) -> None:
    message = read_back(make_letter(subject=subject))
    assert message["Subject"] == header_text(subject)
    assert message.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]


@example(sender=Address('"' * 60, "a@so.example"), to=[Address("a, b", "a@so.example")], cc=[])
@given(sender=ADDRESSES, to=st.lists(ADDRESSES, min_size=1, max_size=4), cc=st.lists(ADDRESSES, max_size=3))
def test_addresses_read_back(sender: Address, to: list[Address], cc: list[Address]) -> None:
    message = read_back(make_letter(sender=sender, to=tuple(to), cc=tuple(cc)))
    assert addresses(message, "From") == [sender]
    assert addresses(message, "To") == to
    assert (addresses(message, "Cc") if cc else message["Cc"]) == (cc or None)


@given(text=BODIES, html=BODIES)
def test_bodies_read_back(text: str, html: str) -> None:
    message = read_back(make_letter(text=text, html=html))
    assert message.get_content_type() == "multipart/alternative"
    assert body(message, "plain") == canonical(text)
    assert body(message, "html") == canonical(html)


def test_picture_travels_within_the_html_and_papers_beside_both() -> None:
    letter = make_letter(
        html='<p><img src="cid:hinh@so.example" alt="Ba đơn vị"></p>',
        inline=(Inline("hinh@so.example", "image/png", b"\x89PNG" * 40),),
        attachments=(Attachment("Báo cáo quý III.docx", "application/octet-stream", b"PK" * 90),),
    )
    message = read_back(letter)
    assert message.get_content_type() == "multipart/mixed"
    body, paper = message.iter_parts()
    plain, related = body.iter_parts()
    html, picture = related.iter_parts()
    assert [part.get_content_type() for part in (body, plain, related, html, picture)] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    assert picture["Content-ID"] == "<hinh@so.example>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == b"\x89PNG" * 40
    assert paper.get_filename() == "Báo cáo quý III.docx"
    assert [part.get_filename() for part in message.iter_attachments()] == ["Báo cáo quý III.docx"]


@given(attachments=st.lists(ATTACHMENTS, min_size=1, max_size=3), text=BODIES)
def test_attachments_read_back(attachments: list[Attachment], text: str) -> None:
    message = read_back(make_letter(attachments=tuple(attachments), text=text))
    assert message.get_content_type() == "multipart/mixed"
    assert body(message, "plain") == canonical(text)
    found = [
        (
            part["Content-Disposition"].params["filename"],
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in message.iter_attachments()
    ]
    assert found == [(header_text(each.name), each.content_type, each.data) for each in attachments]


@given(value=WORDS)
def test_extra_headers_read_back(value: str) -> None:
    message = read_back(make_letter(headers={"Auto-Submitted": "auto-generated", "X-Original-To": value}))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Original-To"] == header_text(value)


def test_thread_and_date_read_back() -> None:
    references = tuple(f"<task-{number}.assigned@so.example>" for number in range(60))
    message = read_back(make_letter(references=references))
    assert message["Message-ID"] == "<task-1.2@so.example>"
    assert message["In-Reply-To"] == references[-1]
    assert message["References"].split() == list(references)
    assert message["Date"].datetime == datetime(2021, 6, 15, 0, 30, tzinfo=UTC)


def test_raw_mail_reads_well() -> None:
    raw = to_bytes(
        make_letter(subject="Nhac viec", sender=Address("Van phong So", "cchc@so.example"))
    ).decode("ascii")
    assert raw.startswith("From: Van phong So <cchc@so.example>\r\nTo: =?utf-8?B?")
    assert "\r\nSubject: Nhac viec\r\nDate: Tue, 15 Jun 2021 07:30:00 +0700\r\n" in raw
    assert "\r\n<p>K=C3=ADnh g=E1=BB=ADi: Tr=C6=B0=E1=BB=9Fng ph=C3=B2ng.</p>\r\n" in raw


def test_bytes_are_stable_and_boundaries_follow_the_message_id() -> None:
    first, same, other = (
        to_bytes(make_letter(**over)) for over in ({}, {}, {"message_id": "<x@so.example>"})
    )
    assert first == same
    assert re.findall(rb'boundary="(.*)"', first) != re.findall(rb'boundary="(.*)"', other)


@pytest.mark.parametrize(
    "over",
    [
        {"to": ()},
        {"date": datetime(2021, 6, 15, tzinfo=UTC).replace(tzinfo=None)},
        {"message_id": "task-1@so.example"},
        {"message_id": "<a@so.example>\r\nBcc: x@y.example"},
        {"message_id": "<a b@so.example>"},
        {"references": ("<a@so.example>", "b")},
        {"headers": {"Subject": "twice"}},
        {"headers": {"bcc": "x@y.example"}},
        {"headers": {"Content-Type": "text/plain"}},
        {"headers": {"X-A: b\r\nBcc": "x@y.example"}},
        {"headers": {"": "x"}},
        {"headers": {"X" * 41: "x"}},
        {"attachments": (Attachment("a", "application/pdf\r\nX: y", b""),)},
        {"attachments": (Attachment("a", "message/rfc822", b""),)},
        {"attachments": (Attachment("a", "pdf", b""),)},
        {"attachments": (Attachment("\r\n", "application/pdf", b""),)},
        {"inline": (Inline("a b", "image/png", b""),)},
        {"inline": (Inline("a@b>\r\nX: y", "image/png", b""),)},
        {"inline": (Inline("a@b", "image", b""),)},
    ],
)
def test_letter_that_no_mail_can_carry_is_refused(over: dict[str, object]) -> None:
    with pytest.raises(DeliveryError) as caught:
        to_bytes(make_letter(**over))
    assert caught.value.permanent
    assert caught.value.reason.startswith("letter: ")
    assert caught.value.reason.isprintable()
