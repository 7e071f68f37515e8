from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest

from cchc_workflow.cli.playback import Crossing, Day, Playback, Player
from cchc_workflow.cli.stage import open_stage
from cchc_workflow.settings import Settings
from tests.engine.small_office import duty, plan_files

AT_ONCE = timedelta(0)


class _EnoughError(Exception):
    """Ends a playing in a test."""


@pytest.fixture
def playback(tmp_path: Path) -> Iterator[Playback]:
    """Give a small plan to be played: one unit with two tasks, due on 20/4 and 30/9/2021."""
    files = plan_files(duty("A1", "VP", date(2021, 4, 20)), duty("A2", "VP", date(2021, 9, 30)), heads=False)
    with closing(open_stage(Settings(home=tmp_path), tmp_path)) as program:
        yield Playback(program, files, seed=1)


def play_until(playback: Playback, until: date) -> list[Day]:
    seen: list[Day] = []

    def follow(day: Day) -> None:
        seen.append(day)
        if day.on == until:
            raise _EnoughError

    with pytest.raises(_EnoughError):
        playback.play(follow)
    return seen


def test_playback_tells_of_every_day(playback: Playback) -> None:
    seen = play_until(playback, date(2021, 4, 24))
    assert [day.on for day in seen] == [date(2021, 4, day) for day in range(15, 25)]
    assert [day.done for day in seen] == list(range(1, 11))
    assert {day.total for day in seen} == {261}
    assert [day.mails for day in seen] == sorted(day.mails for day in seen)


def test_playback_tells_of_a_crossing_once_on_its_day(playback: Playback) -> None:
    seen = play_until(playback, date(2021, 4, 24))
    assert [(day.on, day.crossings) for day in seen if day.crossings] == [
        (date(2021, 4, 21), (Crossing("Văn phòng Sở", date(2021, 4, 21), 1, 2, raised=True),))
    ]


def test_playbacks_clock_stands_where_the_jobs_do(playback: Playback) -> None:
    assert playback.now() == playback.stage.start
    play_until(playback, date(2021, 4, 20))
    assert playback.office.today(playback.now()) == date(2021, 4, 20)


def test_player_is_back_when_the_day_is_reached_and_stops_when_told(playback: Playback) -> None:
    seen: list[date] = []
    player = Player(playback, date(2021, 4, 19), lambda day: seen.append(day.on))
    player.start()
    assert seen[-1] == date(2021, 4, 19)
    player.stop()
    assert seen[-1] == date(2021, 4, 19)


def test_player_goes_no_further_than_it_is_moved(playback: Playback) -> None:
    seen: list[date] = []
    player = Player(playback, date(2021, 4, 19), lambda day: seen.append(day.on))
    player.start()
    player.move(date(2021, 4, 21))
    assert seen[-1] == date(2021, 4, 21)
    player.move(date(2021, 4, 20))
    player.stop()
    assert seen == [date(2021, 4, day) for day in range(15, 22)]


def test_player_that_has_ended_can_still_be_moved(playback: Playback) -> None:
    player = Player(playback, date(2022, 1, 1), lambda _: None)
    player.start()
    player.move(date(2022, 6, 1))
    player.stop()


def test_player_goes_on_by_itself_with_a_pause(playback: Playback) -> None:
    later = Event()

    def follow(day: Day) -> None:
        if day.on == date(2021, 4, 26):
            later.set()

    player = Player(playback, date(2021, 4, 19), follow, AT_ONCE)
    player.start()
    assert later.wait(60)
    player.stop()


def test_player_ends_with_the_year(playback: Playback) -> None:
    seen: list[date] = []
    player = Player(playback, date(2022, 2, 1), lambda day: seen.append(day.on))
    player.start()
    assert seen[-1] == date(2021, 12, 31)
    player.stop()


def test_player_hands_over_what_went_wrong(playback: Playback) -> None:
    def fail(_: Day) -> None:
        raise ZeroDivisionError

    player = Player(playback, date(2021, 4, 19), fail)
    with pytest.raises(ZeroDivisionError):
        player.start()
    with pytest.raises(ZeroDivisionError):
        player.stop()


def test_player_that_was_never_started_can_be_stopped(playback: Playback) -> None:
    Player(playback, date(2021, 4, 19), lambda _: None).stop()
