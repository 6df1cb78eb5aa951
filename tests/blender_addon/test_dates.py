"""When something was made, as the history tells it."""

from __future__ import annotations

from datetime import datetime

import pytest
from blender_addon.locale.zh_hans import TEXTS

from blender_addon import dates


class Noon(datetime):
    """The clock stands."""

    @classmethod
    def now(cls, tz=None) -> datetime:
        return cls(2026, 11, 26, 12, 0)


@pytest.fixture(params=["English", "Chinese"])
def language(request, speak, monkeypatch: pytest.MonkeyPatch) -> str:
    """A Blender of this language, on a noon of November."""
    speak(TEXTS if request.param == "Chinese" else {})
    monkeypatch.setattr(dates, "datetime", Noon)
    return request.param


@pytest.mark.parametrize(
    ("created", "told", "chinese", "short"),
    [
        ("2026-11-26 09:05", "today 9:05", "今天 9:05", "9:05"),
        ("2026-11-25 23:59", "yesterday 23:59", "昨天 23:59", "25 Nov"),
        ("2026-01-03 14:05", "3 Jan 14:05", "1月3日 14:05", "3 Jan"),
        ("2025-12-31 14:05", "31 Dec 2025", "2025年12月31日", "31 Dec 2025"),
        ("", "", "", ""),
        ("once", "once", "once", "once"),
    ],
)
def test_a_time_is_told_in_few_words(language: str, created: str, told: str, chinese: str, short: str):
    assert dates.told(created) == (told if language == "English" else chinese)
    if language == "English":
        assert dates.short(created) == short
