import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cchc_workflow.domain.history import GENESIS, Link, anchor, broken_at, canonical, chain, link, stamp
from cchc_workflow.domain.task import Event
from tests.builders import NOW

Chain = list[tuple[Event, str, str]]

events = st.builds(
    Event,
    name=st.text(),
    task_id=st.integers(1, 9),
    number=st.just(0),
    at=st.datetimes(timezones=st.just(UTC)),
    actor_id=st.none() | st.integers(0, 9),
    from_state=st.none() | st.text(),
    to_state=st.text(),
    data=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()),
)


def chain_of(happened: list[Event]) -> Chain:
    numbered = [replace(event, number=number) for number, event in enumerate(happened, start=1)]
    return [(each.event, each.data, each.hash) for each in chain(GENESIS, numbered)]


chains = st.lists(events, min_size=1, max_size=4).map(chain_of)


def make_event(**over: object) -> Event:
    event = Event(
        name="reported",
        task_id=11,
        number=1,
        at=NOW,
        actor_id=3,
        from_state="in_progress",
        to_state="reported",
        data={"value": "5/16", "note": "đủ"},
    )
    return replace(event, **over)  # type: ignore[arg-type]  # a wrong name fails the test that gives it


def test_canonical_has_one_text_for_one_value() -> None:
    assert canonical({"b": [1, None], "a": "đ"}) == '{"a":"đ","b":[1,null]}'
    assert canonical({"a": "đ", "b": [1, None]}) == canonical({"b": [1, None], "a": "đ"})


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_canonical_refuses_what_json_lacks(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"x": value})


def test_link_is_the_hash_that_anyone_can_compute() -> None:
    parts = '["",11,1,"2021-06-01T01:00:00.000000Z",3,"reported","in_progress","reported",'
    text = parts + r'"{\"note\":\"đủ\"}"]'
    event = make_event(data={"note": "đủ"})
    assert link(GENESIS, event, '{"note":"đủ"}') == hashlib.sha256(text.encode()).hexdigest()


def test_chain_goes_on_from_its_head() -> None:
    first, second = make_event(), make_event(number=2, data={})
    whole = list(chain(GENESIS, [first, second]))
    assert whole[0] == Link(first, canonical(first.data), link(GENESIS, first, canonical(first.data)))
    assert list(chain(whole[0].hash, [second])) == whole[1:]
    assert list(chain(whole[1].hash, [])) == []


def test_stamp_is_utc_of_one_length() -> None:
    hanoi = timezone(timedelta(hours=7))
    assert stamp(datetime(2021, 6, 1, 8, tzinfo=hanoi)) == "2021-06-01T01:00:00.000000Z"
    assert stamp(datetime(2021, 6, 1, 1, 0, 0, 7, tzinfo=UTC)) == "2021-06-01T01:00:00.000007Z"
    assert len(stamp(datetime(33, 1, 1, tzinfo=UTC))) == len(stamp(NOW))


def test_stamp_refuses_a_naive_instant() -> None:
    with pytest.raises(ValueError, match="naive"):
        stamp(NOW.replace(tzinfo=None))


@given(chains)
def test_chain_as_written_is_whole(links: Chain) -> None:
    assert broken_at(links) is None


def test_chain_of_nothing_is_whole() -> None:
    assert broken_at([]) is None


CHANGES: dict[str, Callable[[Event, Event], Event]] = {
    "name": lambda event, other: replace(event, name=other.name),
    "task_id": lambda event, other: replace(event, task_id=other.task_id),
    "number": lambda event, other: replace(event, number=event.number + 1),
    "at": lambda event, other: replace(event, at=other.at),
    "actor_id": lambda event, other: replace(event, actor_id=other.actor_id),
    "from_state": lambda event, other: replace(event, from_state=other.from_state),
    "to_state": lambda event, other: replace(event, to_state=other.to_state),
}


def test_every_field_of_an_event_is_hashed() -> None:
    assert {*CHANGES, "data"} == set(Event.__slots__)


@pytest.mark.parametrize("field", CHANGES)
@settings(max_examples=40)
@given(links=chains, other=events, where=st.integers(0, 5))
def test_change_of_one_field_is_found(field: str, links: Chain, other: Event, where: int) -> None:
    at = where % len(links)
    event, data, stored = links[at]
    changed = CHANGES[field](event, other)
    assume(changed != event)
    links[at] = (changed, data, stored)
    assert broken_at(links) == at + 1


@given(links=chains, text=st.text(), where=st.integers(0, 5))
def test_change_of_data_is_found(links: Chain, text: str, where: int) -> None:
    at = where % len(links)
    event, data, stored = links[at]
    assume(text != data)
    links[at] = (event, text, stored)
    assert broken_at(links) == at + 1


@given(links=chains, where=st.integers(0, 5))
def test_change_of_a_hash_is_found(links: Chain, where: int) -> None:
    at = where % len(links)
    event, data, stored = links[at]
    links[at] = (event, data, stored[::-1] if stored != stored[::-1] else "")
    assert broken_at(links) == at + 1


@given(links=chains, where=st.integers(0, 5), forged=events)
def test_event_slipped_in_is_found(links: Chain, where: int, forged: Event) -> None:
    at = where % len(links)
    previous = links[at - 1][2] if at else GENESIS
    event = replace(forged, number=at + 1)
    links.insert(at, (event, "{}", link(previous, event, "{}")))
    assert broken_at(links) == at + 2


@given(links=chains, where=st.integers(0, 4))
def test_deletion_before_the_end_is_found(links: Chain, where: int) -> None:
    assume(len(links) > 1)
    at = where % (len(links) - 1)
    del links[at]
    assert broken_at(links) == at + 1


@given(links=chains, one=st.integers(0, 5), two=st.integers(0, 5))
def test_exchange_of_two_events_is_found(links: Chain, one: int, two: int) -> None:
    first, second = sorted((one % len(links), two % len(links)))
    assume(first != second)
    links[first], links[second] = links[second], links[first]
    assert broken_at(links) == first + 1


def test_number_left_out_is_found_in_a_chain_hashed_anew() -> None:
    first, third = make_event(), make_event(number=3)
    head = link(GENESIS, first, "{}")
    assert broken_at([(first, "{}", head), (third, "{}", link(head, third, "{}"))]) == 2


def test_anchor_speaks_for_every_hash_and_the_anchor_before() -> None:
    heads = [(1, "aa"), (2, "bb")]
    whole = anchor(GENESIS, heads)
    assert len(whole) == 64
    assert anchor(GENESIS, iter(heads)) == whole
    others = [anchor("x", heads), anchor(GENESIS, heads[:1]), anchor(GENESIS, heads[::-1])]
    others += [anchor(GENESIS, [(1, "aa"), (3, "bb")]), anchor(GENESIS, [(1, "aa"), (2, "bc")])]
    assert len({whole, *others}) == 6
