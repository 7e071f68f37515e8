from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.engine.small_office import COORDINATOR, DIRECTOR, HEAD, OFFICER, VERIFIER, SmallOffice
from tests.scored_office import PDF, prove_a1
from tests.web.score.browsing import browse

BINDER = "/cham-diem/ho-so.zip"


@pytest.mark.parametrize("who", [COORDINATOR, DIRECTOR, VERIFIER])
def test_who_sees_the_whole_organization_has_the_binder(scored: SmallOffice, who: str) -> None:
    prove_a1(scored)
    answer = browse(scored, who).get(BINDER)
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="ho-so-kiem-chung-2021-20210701.zip"' in answer.headers["content-disposition"]
    with ZipFile(BytesIO(answer.content)) as archive:
        name = "a/a.1 Ke hoach cai cach/a.1.1 Ban hanh trien khai Ke hoach/01 12-BC-VP Bao cao so 1.pdf"
        assert archive.read(name) == PDF
        assert "SHA256SUMS" in archive.namelist()


@pytest.mark.parametrize(("who", "status"), [(HEAD, 404), (OFFICER, 404), (None, 303)])
def test_nobody_else_has(scored: SmallOffice, who: str | None, status: int) -> None:
    assert browse(scored, who).get(BINDER).status_code == status


def test_an_unknown_plan_has_none(scored: SmallOffice) -> None:
    assert browse(scored).get(f"{BINDER}?ke-hoach=khac").status_code == 404
    assert browse(scored, tools=False).get(BINDER).status_code == 404
