# SPDX-License-Identifier: GPL-3.0-or-later
"""When something was made, in few words of the user's language."""

from __future__ import annotations

from datetime import datetime, timedelta

from .locale import N_, translate

_MONTHS = (
    *(N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun")),
    *(N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")),
)


def told(created: str) -> str:
    """ "today 14:05", "yesterday 9:30", "12 Nov 14:05", "12 Nov 2025".

    created: as the history keeps it, such as "2026-11-26 14:05"; a text that is no such time stays as it is.
    """
    time = _read(created)
    if time is None:
        return created
    clock, days = f"{time.hour}:{time.minute:02}", _days_ago(time)
    if days == 0:
        return translate(N_("today {clock}"), clock=clock)
    if days == 1:
        return translate(N_("yesterday {clock}"), clock=clock)
    return f"{_day(time)} {clock}" if time.year == datetime.now().year else _day(time)


def short(created: str) -> str:
    """The same where room is scarce: "14:05" of today, "12 Nov" of other days."""
    time = _read(created)
    if time is None:
        return created
    return f"{time.hour}:{time.minute:02}" if _days_ago(time) == 0 else _day(time)


def _read(created: str) -> datetime | None:
    try:
        return datetime.strptime(created, "%Y-%m-%d %H:%M")
    except ValueError:
        return None


def _days_ago(time: datetime) -> int:
    return (datetime.now().date() - time.date()) // timedelta(days=1)


def _day(time: datetime) -> str:
    """With the year, where it is another."""
    month = _MONTHS[time.month - 1]
    if time.year == datetime.now().year:
        return translate(N_("{day} {month}"), day=time.day, month=month)
    return translate(N_("{day} {month} {year}"), day=time.day, month=month, year=time.year)
