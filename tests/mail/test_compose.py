import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.errors import DeliveryError, NotFoundError, StorageError
from cchc_workflow.mail.address import Address
from cchc_workflow.mail.compose import Composer
from cchc_workflow.mail.enclosure import Chart, Enclosure
from cchc_workflow.mail.mime import Attachment
from cchc_workflow.mail.signed import Signer
from cchc_workflow.mail.templates import Templates
from cchc_workflow.shipped import shipped

TEMPLATES = Templates([shipped("notifications")])
TASK = {
    "id": 12,
    "code": "T2/CCKL/H1",
    "title": "Báo cáo định kỳ tình hình thực hiện Kế hoạch của đơn vị",
    "clause": "II.3.1",
    "unit": "Chi cục Kiểm lâm",
    "state": "in_progress",
    "due_on": "2021-06-11",
    "original_due_on": "2021-06-11",
    "days": -4,
}


SIGNER = Signer(
    task_path=lambda who, ends_at: (
        f"/l/{who.organization_id}-{who.person_id}-{who.task_id}-{ends_at.isoformat()}"
    ),
    password_path=lambda person_id, ends_at: f"/dat-mat-khau/{person_id}-{ends_at.isoformat()}",
)


@dataclass(frozen=True)
class FakeRow:
    key: str = "alarm:12:T+1:1:7"
    organization_id: int = 1
    person_id: int = 7
    message: str = "overdue"
    facts: str = ""
    address: str = "kiemlam@so.example"
    name: str = "Chi cục trưởng Chi cục Kiểm lâm"
    task_id: int | None = 12
    created_at: datetime = datetime(2021, 6, 15, 0, 30, tzinfo=UTC)


def make_row(task: dict[str, Any] | None = None, **over: Any) -> Any:  # noqa: ANN401 - stands for a row of the database
    item = {
        "kind": "overdue",
        "is_copy": False,
        "task": TASK | (task or {}),
        "step": {"name": "T+1", "offset": 1, "level": 1},
        "due_version": 1,
    }
    facts = json.dumps({"items": [item], "on": "2021-06-15"}, ensure_ascii=False)
    return FakeRow(**{"facts": facts, **over})


def make_composer(**over: Any) -> Composer:  # noqa: ANN401 - any of its fields
    composer = Composer(
        templates=TEMPLATES,
        sender=Address("Theo dõi CCHC", "cchc@so.example"),
        organizations={1: {"name": "Sở Nông nghiệp và PTNT", "parent_name": "UBND TỈNH"}},
        base_url="https://cchc.so.example/",
        domain="so.example",
    )
    return replace(composer, **over)


def read(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_mail_says_who_what_and_when() -> None:
    envelope = make_composer().compose(make_row())
    mail = read(envelope.data)
    assert envelope.sender == "cchc@so.example"
    assert envelope.recipients == ("kiemlam@so.example",)
    assert mail["From"] == "Theo dõi CCHC <cchc@so.example>"
    assert mail["To"] == "Chi cục trưởng Chi cục Kiểm lâm <kiemlam@so.example>"
    assert mail["Subject"] == (
        "[ĐÔN ĐỐC QUÁ HẠN] Về việc chậm “Báo cáo định kỳ tình hình thực hiện Kế hoạch của đơn vị” "
        "(T2/CCKL/H1), quá hạn 4 ngày"
    )
    assert mail["Date"] == "Tue, 15 Jun 2021 07:30:00 +0700"
    for kind in ("plain", "html"):
        text = body(mail, kind)
        assert "T2/CCKL/H1" in text
        assert "https://cchc.so.example/nhiem-vu/T2/CCKL/H1" in text
        assert "Thử nghiệm" not in text.title()


def test_links_of_a_mail_open_for_its_reader_alone() -> None:
    mail = read(make_composer(signer=SIGNER).compose(make_row()).data)
    for kind in ("plain", "html"):
        assert "https://cchc.so.example/l/1-7-12-2021-06-29T00:30:00+00:00" in body(mail, kind)
        assert "/nhiem-vu/" not in body(mail, kind)


def test_whoever_else_reads_a_mail_gets_no_link_that_opens() -> None:
    redirected = make_composer(signer=SIGNER, redirect_all_to=Address("", "thu@so.example"))
    trial = body(read(redirected.compose(make_row()).data), "html")
    rendered = make_composer(signer=SIGNER).render(make_row())
    for text in (trial, rendered.html, rendered.text):
        assert "https://cchc.so.example/nhiem-vu/T2/CCKL/H1" in text
        assert "/l/" not in text


def test_what_goes_with_a_letter_travels_and_whoever_looks_it_up_gets_none() -> None:
    asked: list[Any] = []

    def enclose(organization_id: int, facts: Any) -> Enclosure:  # noqa: ANN401 - JSON
        asked.append((organization_id, facts))
        return Enclosure(
            Chart(b"\x89PNG", 64, 32, "Ba đơn vị"), (Attachment("Báo cáo.pdf", "application/pdf", b"%PDF"),)
        )

    composer, row = make_composer(enclose=enclose), make_row()
    message = read(composer.compose(row).data)
    assert [part.get_filename() for part in message.iter_attachments()] == ["Báo cáo.pdf"]
    assert "image/png" in [part.get_content_type() for part in message.walk()]
    assert asked == [(1, json.loads(row.facts))]
    composer.render(row)
    assert len(asked) == 1


def test_paper_that_cannot_be_made_kills_its_letter_alone() -> None:
    def enclose(_organization_id: int, _facts: Any) -> Enclosure:  # noqa: ANN401 - JSON
        raise NotFoundError("report", 7)

    with pytest.raises(DeliveryError, match="NotFoundError") as caught:
        make_composer(enclose=enclose).compose(make_row())
    assert caught.value.permanent


def test_database_that_is_away_kills_no_letter() -> None:
    def enclose(_organization_id: int, _facts: Any) -> Enclosure:  # noqa: ANN401 - JSON
        raise StorageError("gone")

    with pytest.raises(StorageError):
        make_composer(enclose=enclose).compose(make_row())


def test_date_is_when_the_mail_may_leave() -> None:
    midnight = datetime(2021, 6, 14, 17, tzinfo=UTC)
    row = make_row(created_at=midnight)
    opening = make_composer(opens=lambda made_at: made_at + timedelta(hours=7, minutes=30))
    assert read(opening.compose(row).data)["Date"] == "Tue, 15 Jun 2021 07:30:00 +0700"
    assert read(make_composer().compose(row).data)["Date"] == "Tue, 15 Jun 2021 00:00:00 +0700"
    assert opening.compose(row).data == opening.compose(row).data


def test_only_an_office_that_takes_answers_asks_for_them() -> None:
    reply_to = Address("Văn phòng Sở", "vanphong@so.example")
    asking, silent = (
        " ".join(composer.render(make_row()).text.split())
        for composer in (make_composer(reply_to=reply_to), make_composer())
    )
    assert "xin trả lời thư này; Văn phòng Sở sẽ nhận được." in asking
    assert "trả lời thư này" not in silent
    assert "xin liên hệ Văn phòng Sở." in silent


def test_machines_are_told_not_to_answer() -> None:
    mail = read(make_composer().compose(make_row()).data)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Reply-To"] is None


def test_answers_go_where_the_office_wants_them() -> None:
    reply_to = Address("Văn phòng Sở", "vanphong@so.example")
    assert (
        read(make_composer(reply_to=reply_to).compose(make_row()).data)["Reply-To"] == "vanphong@so.example"
    )


def test_same_row_gives_the_same_bytes() -> None:
    first = make_composer().compose(make_row())
    assert make_composer(templates=Templates([shipped("notifications")])).compose(make_row()) == first


def test_message_id_comes_from_the_key_alone() -> None:
    composer = make_composer()
    one = composer.compose(make_row())
    assert one.message_id == read(one.data)["Message-ID"]
    assert one.message_id.endswith("@so.example>")
    assert len(one.message_id) == len("<@so.example>") + 32
    assert composer.compose(make_row(name="Khác", task={"days": -9})).message_id == one.message_id
    assert composer.compose(make_row(key="alarm:12:T+1:1:8")).message_id != one.message_id


def test_mails_about_one_task_are_one_thread() -> None:
    composer = make_composer()
    mails = [read(composer.compose(make_row(key=key)).data) for key in ("a", "b")]
    assert [mail["References"] for mail in mails] == ["<task-1-12@so.example>"] * 2
    assert [mail["In-Reply-To"] for mail in mails] == ["<task-1-12@so.example>"] * 2


def test_mail_about_several_tasks_starts_no_thread() -> None:
    mail = read(make_composer().compose(make_row(task_id=None)).data)
    assert mail["References"] is None
    assert mail["In-Reply-To"] is None


def test_redirected_mail_reaches_only_the_tester_and_says_whom_it_was_for() -> None:
    tester = Address("Người thử", "thu@so.example")
    envelope = make_composer(redirect_all_to=tester).compose(make_row())
    mail = read(envelope.data)
    assert envelope.recipients == ("thu@so.example",)
    assert mail["To"] == "Người thử <thu@so.example>"
    assert mail["X-Original-To"] == "kiemlam@so.example"
    expected = "Thư thử nghiệm, người nhận thật: Chi cục trưởng Chi cục Kiểm lâm <kiemlam@so.example>"
    assert body(mail, "plain").splitlines()[0] in expected
    assert " ".join(body(mail, "plain").split()).startswith(expected)
    html = body(mail, "html")
    assert html.index("người nhận thật:") < html.index("Sở Nông nghiệp và PTNT</b>")
    assert "Chi cục trưởng Chi cục Kiểm lâm &lt;kiemlam@so.example&gt;" in html


def test_render_shows_what_compose_sends() -> None:
    row = make_row()
    rendered, mail = make_composer().render(row), read(make_composer().compose(row).data)
    assert rendered.subject == mail["Subject"]
    assert rendered.text == body(mail, "plain")


def test_recipient_without_a_name_is_greeted_by_the_address() -> None:
    mail = read(make_composer().compose(make_row(name=" ")).data)
    assert mail["To"] == "kiemlam@so.example"
    assert "Kính gửi: kiemlam@so.example\n" in body(mail, "plain")


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"facts": "{"}, "JSONDecodeError"),
        ({"facts": "[]"}, "TypeError"),
        ({"facts": "null"}, "TypeError"),
        ({"facts": '{"items": [], "on": "2021-06-15"}'}, "KeyError: 'items'"),
        ({"facts": '{"items": [{"kind": "overdue"}], "on": "2021-06-15"}'}, "message overdue"),
        ({"message": "no_such_message"}, "no_such_message"),
        ({"message": "weekly_report"}, "message weekly_report: UndefinedError"),
        ({"organization_id": 2}, "KeyError: 2"),
        ({"task": {"due_on": "2021-06-31"}}, "ValueError"),
        ({"address": "kiemlam@so.example\r\nBcc: x@y.example"}, "address: control character"),
        ({"address": "a@so.example, b@so.example"}, "address: several addresses"),
        ({"address": "kiểm.lâm@so.example"}, "address: local part is not ASCII"),
        ({"address": ""}, "address"),
    ],
)
def test_what_can_not_be_made_is_refused_for_good(over: dict[str, Any], reason: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        make_composer().compose(make_row(**over))
    assert caught.value.permanent
    assert reason in caught.value.reason
    assert "\n" not in caught.value.reason


NASTY = st.text(max_size=120) | st.sampled_from(
    [
        "x\r\nBcc: a@b.example",
        "</title><script>",
        "{{ person }}",
        "=?utf-8?B?w6E=?=",
        '"\\',
        "\u2028\x00",
        "\ud800",
    ]
)


@given(title=NASTY, name=NASTY, unit=NASTY)
def test_no_text_escapes_its_place(title: str, name: str, unit: str) -> None:
    envelope = make_composer().compose(make_row({"title": title, "unit": unit}, name=name))
    mail = read(envelope.data)
    assert envelope.recipients == ("kiemlam@so.example",)
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [address.addr_spec for address in mail["To"].addresses] == ["kiemlam@so.example"]
    assert mail["Subject"].startswith("[ĐÔN ĐỐC QUÁ HẠN] Về việc chậm “")
    assert "<script" not in body(mail, "html")
