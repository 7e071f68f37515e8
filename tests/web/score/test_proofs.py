import pytest

from cchc_workflow.store import scores
from tests.engine.score.scoring import sheet_of
from tests.engine.small_office import CHIEF, COORDINATOR, DIRECTOR, HEAD, VERIFIER, SmallOffice
from tests.papers import EXE, PDF
from tests.web.reading import words_of
from tests.web.score.browsing import browse, form

PROOFS = "/cham-diem/tai-lieu"
SENT = {"file": ("Kế hoạch.pdf", PDF, "application/octet-stream")}


def put(scored: SmallOffice) -> None:
    data = form("a.2", evidence="12/KH-SNN", issued_on="2021-04-20", signer="Giám đốc")
    answer = browse(scored).post(PROOFS, data=data, files=SENT)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("ma=a.2&da=proof_added#tai-lieu")


def test_a_file_is_put_to_a_criterion_and_given_out(scored: SmallOffice) -> None:
    put(scored)
    browser = browse(scored, DIRECTOR)
    html = browser.get("/cham-diem/tieu-chi?ma=a.2").text
    assert "12/KH-SNN 20/4/2021 Giám đốc daumoi đưa vào" in words_of(html)
    assert f'href="{PROOFS}/1"' in html
    answer = browser.get(f"{PROOFS}/1")
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith('attachment; filename="Ke hoach.pdf"')
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_it_is_taken_back(scored: SmallOffice) -> None:
    put(scored)
    answer = browse(scored, CHIEF).post(f"{PROOFS}/1/bo", data=form("a.2"))
    assert answer.headers["location"].endswith("ma=a.2&da=proof_removed#tai-lieu")
    assert sheet_of(scored).line("a.2").own == 0
    assert browse(scored).get(f"{PROOFS}/1").status_code == 404
    assert browse(scored).post(f"{PROOFS}/1/bo", data=form("a.2")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "file", "said"),
    [
        ({}, None, "tài liệu kiểm chứng"),
        ({"evidence": "1/BC", "issued_on": "31/13/2021"}, None, "không đọc được “31/13/2021”"),
        ({"evidence": "1/BC"}, ("x.pdf", EXE, ""), "không thuộc loại được nhận"),
        ({"evidence": "1/BC"}, ("x.docx", PDF, ""), "đuôi phải là: pdf"),
        ({"evidence": "1/BC"}, ("x.pdf", b"<script>alert(1)</script>", ""), "không thuộc loại được nhận"),
    ],
)
def test_what_is_no_evidence_is_refused_with_what_was_typed(
    scored: SmallOffice, fields: dict[str, str], file: tuple[str, bytes, str] | None, said: str
) -> None:
    data = form("a.2", signer="Người ký này", **fields)
    answer = browse(scored).post(PROOFS, data=data, files={"file": file} if file else None)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert "Người ký này" in answer.text
    assert sheet_of(scored).line("a.2").own == 0


@pytest.mark.parametrize(("who", "status"), [(VERIFIER, 403), (DIRECTOR, 403), (HEAD, 403), (None, 401)])
def test_only_who_scores_the_office_may(scored: SmallOffice, who: str | None, status: int) -> None:
    put(scored)
    browser = browse(scored, who)
    assert browser.post(PROOFS, data=form("a.2", evidence="1/BC")).status_code == status
    assert browser.post(f"{PROOFS}/1/bo", data=form("a.2")).status_code == status
    with scored.database.read() as tx:
        assert len(scores.proofs_of(tx, scored.plan_id)) == 1


def test_a_unit_has_no_file_of_the_office(scored: SmallOffice) -> None:
    put(scored)
    assert browse(scored, HEAD).get(f"{PROOFS}/1").status_code == 404
    assert PROOFS not in browse(scored, HEAD).get("/cham-diem/tieu-chi?ma=a.1.2").text


@pytest.mark.parametrize("key", ["0", "-1", "99", str(2**63), "x", "..%2F1"])
def test_an_unknown_key_leads_nowhere(scored: SmallOffice, key: str) -> None:
    browser = browse(scored, COORDINATOR)
    assert browser.get(f"{PROOFS}/{key}").status_code == 404
    assert browser.post(f"{PROOFS}/{key}/bo", data=form("a.2")).status_code in {404, 422}
