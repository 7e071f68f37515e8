import asyncio
from pathlib import Path

import pytest

from cchc_workflow.mail.envelope import Envelope, Outcome
from cchc_workflow.mail.folder import FolderSender


def make_envelope(subject: str = "Nhac viec", number: int = 1) -> Envelope:
    data = f"From: a@so.example\r\nSubject: {subject}\r\n\r\nSubject: not this\r\n".encode("ascii")
    return Envelope("a@so.example", ("b@so.example",), data, f"<{number}@so.example>")


def send(folder: Path, *envelopes: Envelope) -> list[Outcome]:
    outcomes: list[Outcome] = []
    asyncio.run(FolderSender(folder).send_all(envelopes, outcomes.append))
    return outcomes


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_mails_are_numbered_in_sending_order(tmp_path: Path) -> None:
    folder = tmp_path / "mail" / "caught"
    envelopes = [make_envelope(subject, number) for number, subject in enumerate(["Zebra", "Alpha", "Alpha"])]
    outcomes = send(folder, *envelopes)
    assert names(folder) == ["0001-zebra.eml", "0002-alpha.eml", "0003-alpha.eml"]
    assert (folder / "0002-alpha.eml").read_bytes() == envelopes[1].data
    assert outcomes == [Outcome(each.message_id, accepted=True) for each in envelopes]


@pytest.mark.parametrize(
    ("subject", "slug"),
    [
        ("=?utf-8?B?W8SQw5ROIMSQ4buQQyBRVcOBIEjhuqBOXSBW4buBIHZp4buHYw==?=", "don-doc-qua-han-ve-viec"),
        ("../../etc/passwd", "etc-passwd"),
        ("=?utf-8?B?8J+UlA==?=", "mail"),
        ("", "mail"),
        ("x" * 200, "x" * 60),
    ],
)
def test_file_is_named_after_the_subject(subject: str, slug: str, tmp_path: Path) -> None:
    send(tmp_path, make_envelope(subject))
    assert names(tmp_path) == [f"0001-{slug}.eml"]


def test_numbering_goes_on_in_an_existing_folder(tmp_path: Path) -> None:
    for name in ["0007-old.eml", "10000-older.eml", "0099-note.txt", "20000.eml"]:
        (tmp_path / name).write_bytes(b"")
    send(tmp_path, make_envelope())
    assert (tmp_path / "10001-nhac-viec.eml").exists()


def test_sender_looks_again_after_closing(tmp_path: Path) -> None:
    async def send_around_a_stranger() -> None:
        sender = FolderSender(tmp_path)
        await sender.send(make_envelope())
        (tmp_path / "0005-stranger.eml").write_bytes(b"")
        await sender.aclose()
        await sender.send(make_envelope())

    asyncio.run(send_around_a_stranger())
    assert names(tmp_path) == ["0001-nhac-viec.eml", "0005-stranger.eml", "0006-nhac-viec.eml"]


def test_unusable_folder_leaves_the_mail_for_later(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    [outcome] = send(blocked, make_envelope())
    assert (outcome.accepted, outcome.permanent, outcome.trouble) == (False, False, "folder")
    assert outcome.reason


def test_failed_write_leaves_nothing_and_keeps_its_number(tmp_path: Path) -> None:
    async def send_around_an_obstacle() -> list[bool]:
        sender = FolderSender(tmp_path)
        outcomes = [await sender.send(make_envelope())]
        obstacle = tmp_path / "0002-nhac-viec.eml"
        obstacle.mkdir()
        outcomes.append(await sender.send(make_envelope()))
        assert names(tmp_path) == ["0001-nhac-viec.eml", "0002-nhac-viec.eml"]
        obstacle.rmdir()
        outcomes.append(await sender.send(make_envelope()))
        return [each.accepted for each in outcomes]

    assert asyncio.run(send_around_an_obstacle()) == [True, False, True]
    assert names(tmp_path) == ["0001-nhac-viec.eml", "0002-nhac-viec.eml"]
