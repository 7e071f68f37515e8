import pytest

from cchc_workflow.engine.evidence import MOST_BYTES
from tests.engine.small_office import CHIEF, HEAD, HEAD_TCCB, SmallOffice
from tests.web.api.calling import open_api

PDF = b"%PDF-1.4\n%%EOF\n"
KEY = {"Idempotency-Key": "k"}


def test_a_file_waits_and_becomes_evidence_of_the_report(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    given = {"document": "12/BC-VP", "issued_on": "2021-05-31", "signer": "Chánh Văn phòng"}
    sent = client.post("/tasks/1/uploads", data=given, files={"file": ("báo cáo.pdf", PDF)})
    assert sent.status_code == 201
    assert (sent.json()["file_name"], sent.json()["size"], sent.json()["issued_on"]) == (
        "báo cáo.pdf", len(PDF), "2021-05-31",
    )  # fmt: skip
    assert len(client.get("/tasks/1").json()["uploads"]) == 1
    client.post("/tasks/1/actions/start", json={}, headers={"If-Match": '"1"'})
    client.post("/tasks/1/actions/report", json={}, headers={"If-Match": '"2"'})
    task = client.get("/tasks/1").json()
    assert (task["state"], task["uploads"]) == ("reported", [])
    (evidence,) = task["evidence"]
    answer = client.get(f"http://testserver{evidence['file']}")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''b%C3%A1o")
    path = evidence["file"].removeprefix("/api/v1")
    assert open_api(desk, CHIEF).get(path).status_code == 200
    assert open_api(desk, HEAD_TCCB).get(path).status_code == 404


def test_a_document_can_be_cited_without_a_file(desk: SmallOffice) -> None:
    sent = open_api(desk, HEAD).post("/tasks/1/uploads", data={"document": "12/BC-VP"})
    assert (sent.status_code, sent.json()["sha256"]) == (201, None)


@pytest.mark.parametrize(
    ("data", "files", "status"),
    [
        ({}, None, 422),
        ({"document": "1", "sha256": "0" * 64}, None, 422),
        ({"document": "1", "issued_on": "31/5/2021"}, None, 422),
        ({"document": "a" * 201}, None, 422),
        ({"document": ["1", "2"]}, None, 422),
        ({}, {"file": ("a.pdf", b"MZ\x90\0")}, 422),
        ({}, {"file": ("a.exe", PDF)}, 422),
        ({}, {"file": ("a.pdf", b"")}, 422),
        ({}, [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))], 422),
        ({}, {"file": ("a.pdf", b"%PDF-" + b" " * MOST_BYTES)}, 413),
    ],
)
def test_what_does_not_fit_is_refused(desk: SmallOffice, data: object, files: object, status: int) -> None:
    client = open_api(desk, HEAD)
    sent = client.post("/tasks/1/uploads", data=data, files=files)  # type: ignore[arg-type]
    assert sent.status_code == status
    assert sent.headers["content-type"] == "application/problem+json"
    assert client.get("/tasks/1").json()["uploads"] == []


@pytest.mark.parametrize("name", ["../../x.pdf", "a\r\nb.pdf", "C:\\a\\x.pdf", "<script>.pdf"])
def test_a_hostile_name_is_only_a_name(desk: SmallOffice, name: str) -> None:
    sent = open_api(desk, HEAD).post("/tasks/1/uploads", files={"file": (name, PDF)})
    assert sent.status_code == 201
    assert not set("/\\\r\n") & set(sent.json()["file_name"])


def test_a_repeated_upload_is_kept_once(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    for _ in range(2):
        sent = client.post("/tasks/1/uploads", files={"file": ("a.pdf", PDF)}, headers=KEY)
        assert sent.status_code == 201
    assert len(client.get("/tasks/1").json()["uploads"]) == 1
    other = client.post("/tasks/1/uploads", files={"file": ("a.pdf", PDF + b"\n")}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


def test_another_unit_puts_nothing_to_a_task(desk: SmallOffice) -> None:
    sent = open_api(desk, HEAD_TCCB).post("/tasks/1/uploads", files={"file": ("a.pdf", PDF)})
    assert sent.status_code == 404


def test_nothing_is_read_of_who_has_no_token(desk: SmallOffice) -> None:
    sent = open_api(desk).post("/tasks/1/uploads", files={"file": ("a.pdf", PDF)})
    assert sent.status_code == 401
