from starlette.testclient import TestClient

from tests.engine.small_office import HEAD, SmallOffice


def ask(browser: TestClient, address: str) -> tuple[int, str]:
    answer = browser.post("/quen-mat-khau", data={"dia_chi": address})
    return answer.status_code, answer.text


def test_answer_is_the_same_for_everybody_and_any_number_of_times(
    peopled: SmallOffice, browser: TestClient
) -> None:
    assert "<form" in browser.get("/quen-mat-khau").text
    first = ask(browser, HEAD)
    assert first[0] == 200
    assert {ask(browser, address) for address in ("khong.ai@so.example", "<script>", "", "\0")} == {first}
    assert {ask(browser, HEAD) for _ in range(9)} == {first}
    assert peopled.told("password_link") == [HEAD]


def test_mail_goes_to_the_address_that_the_office_knows(peopled: SmallOffice, browser: TestClient) -> None:
    ask(browser, f" {HEAD.upper()},evil@evil.example")
    assert peopled.mails("password_link") == []
    ask(browser, f" {HEAD.upper()} ")
    assert peopled.told("password_link") == [HEAD]
