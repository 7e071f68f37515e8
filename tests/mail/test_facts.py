import pytest

from cchc_workflow.mail.facts import NAMES, Site, read_facts

SITE = Site("https://cchc.so.example")
PERSON = {"name": "Giám đốc Sở", "address": "giamdoc@so.example"}
OFFICE = {"name": "Sở", "parent_name": "UBND TỈNH"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("C1/CCKL", "https://cchc.so.example/nhiem-vu/C1/CCKL"),
        ("Đ4/VP", "https://cchc.so.example/nhiem-vu/%C4%904/VP"),
        ('A"1 ?#', "https://cchc.so.example/nhiem-vu/A%221%20%3F%23"),
    ],
)
def test_link_quotes_the_code(code: str, expected: str) -> None:
    assert SITE.link({"id": 1, "code": code}) == expected


def test_facts_hold_every_name_but_the_subject() -> None:
    facts = {"items": [{"kind": "overdue"}], "on": "2021-06-15"}
    assert set(read_facts(facts, PERSON, OFFICE, SITE)) == NAMES - {"subject"}


def test_what_was_not_given_with_an_event_is_none() -> None:
    given = {"name": "returned", "at": "2021-06-15T00:00:00+00:00", "actor": "", "note": "thiếu"}
    facts = {"items": [{"kind": "returned", "event": given}], "on": "2021-06-15"}
    event = read_facts(facts, PERSON, OFFICE, SITE)["items"][0]["event"]
    assert (event["note"], event["document"], event["evidence"]) == ("thiếu", None, None)
    assert "document" not in given


@pytest.mark.parametrize("facts", [{}, {"items": [], "on": "2021-06-15"}, {"items": [{}]}])
def test_a_letter_without_items_or_day_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        read_facts(facts, PERSON, OFFICE, SITE)
