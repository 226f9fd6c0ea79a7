"""The letters about sessions and about who trains whom."""

from datetime import datetime
from typing import Any, NamedTuple

from tms_core.application.letters import Button, Fact, Letter, Section
from tms_core.notifications.facts import SessionFacts, text_of
from tms_core.notifications.mails import News
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.model import SessionStatus
from tms_core.unit_of_work import UnitOfWork

Facts = dict[str, Any]
"""What is known of a session, as ``SessionFacts`` stores it."""


async def write_assigned(uow: UnitOfWork, news: News) -> Letter | None:
    """The reader leads, or takes part in, a session that they did not know of, or that was cancelled."""
    facts = news.after
    if _own_coming(news) is None:
        return None
    say = news.say
    if news.change("status") is not None:
        subject = say("Takes place after all: {session}", session=_session(news, facts))
        done = said_by(news, "{actor} reopened this session.", "This session was reopened.")
    elif _leads(news, facts):
        subject = say("You lead: {session}", session=_session(news, facts))
        done = said_by(news, "{actor} gave you this session to lead.", "You lead a new session.")
    else:
        subject = say("New session: {session}", session=_session(news, facts))
        done = said_by(news, "{actor} added you to this session.", "You were added to this session.")
    return _letter(news, subject, done, facts, section=_links(news, facts))


class Words(NamedTuple):
    """How a change is told: in the subject, by whom, and if nobody in particular did it."""

    subject: str
    active: str
    passive: str


MOVED = Words("Moved: {session}", "{actor} moved this session.", "This session was moved.")
CHANGED = Words("Changed: {session}", "{actor} changed this session.", "This session was changed.")
CHANGED_ALONE = {
    "title": Words("Renamed: {session}", "{actor} renamed this session.", "This session was renamed."),
    "location": Words(
        "New place: {session}",
        "{actor} moved this session to another place.",
        "This session was moved to another place.",
    ),
    "trainer": Words(
        "New trainer: {session}",
        "{actor} gave this session to another trainer.",
        "This session was given to another trainer.",
    ),
    "class_link": Words(
        "New link: {session}",
        "{actor} changed the link to this session.",
        "The link to this session was changed.",
    ),
}
"""For a field that alone has changed, to something."""


async def write_changed(uow: UnitOfWork, news: News) -> Letter | None:
    """Something about a session is not as the reader knew it."""
    facts, changes = news.after, news.notification.changes
    if _own_coming(news) is None:
        return None
    words = CHANGED
    if news.change("scheduled_date") is not None:
        words = MOVED
    elif len(changes) == 1 and changes[0].after is not None:
        words = CHANGED_ALONE.get(changes[0].field, CHANGED)
    subject = news.say(words.subject, session=_session(news, facts))
    done = said_by(news, words.active, words.passive)
    return _letter(news, subject, done, facts, before=news.before, section=_links(news, facts))


async def write_cancelled(uow: UnitOfWork, news: News) -> Letter | None:
    """A session does not take place."""
    facts, say = news.before, news.say
    if _is_over(facts, news.now):
        return None
    subject = say("Cancelled: {session}", session=_session(news, facts))
    done = said_by(news, "{actor} cancelled this session.", "This session was cancelled.")
    reason = news.change("status_reason")
    more = (Fact(label=say("Reason"), value=str(reason[1])),) if reason else ()
    section = Section(button=_open(news) if news.visible_session else None)
    return _letter(news, subject, done, facts, more=more, section=section)


async def write_removed(uow: UnitOfWork, news: News) -> Letter | None:
    """The reader is not in a session any more. What has changed in it since does not concern them."""
    facts, say = news.before, news.say
    if _is_over(facts, news.now) or _own_coming(news) is not None:
        return None
    if _leads(news, facts):
        subject = say("You no longer lead: {session}", session=_session(news, facts))
        done = said_by(
            news,
            "{actor} gave this session to another trainer.",
            "This session was given to another trainer.",
        )
    else:
        subject = say("You no longer take part: {session}", session=_session(news, facts))
        done = said_by(news, "{actor} took you off this session.", "You were taken off this session.")
    return _letter(news, subject, done, facts, is_past=True)


async def write_reminder(uow: UnitOfWork, news: News) -> Letter | None:
    """A session is about to begin, at the time that the reminder was made for."""
    session, start = _own_coming(news), news.change("scheduled_date")
    if session is None or start is None or start[1] != text_of(session.scheduled_date):
        return None
    if session.scheduled_date <= news.now:
        return None
    facts, say, calendar = SessionFacts.of(session).stored(), news.say, news.calendar
    days = calendar.days_until(session.scheduled_date)
    at = calendar.at(session.scheduled_date) + _zone_at(news, session.scheduled_date)
    if days < 2:
        starts = say(("This session starts today {at}.", "This session starts tomorrow {at}.")[days], at=at)
    else:
        starts = say("This session starts in {days} days, {at}.", days=str(days), at=at)
    subject = say("Reminder: {session}", session=_session(news, facts))
    links = _links(news, facts)
    if links.link is not None:
        links = Section(button=links.link, link=links.button)
    return _letter(news, subject, starts, facts, section=links)


async def write_attendance_missing(uow: UnitOfWork, news: News) -> Letter | None:
    """Nobody has recorded who came to a session."""
    session = news.own_session
    if session is None or session.status is SessionStatus.CANCELLED:
        return None
    if len(session.attendance) >= session.trainee_count:
        return None
    facts, say = SessionFacts.of(session).stored(), news.say
    if not _leads(news, facts):
        return None
    button = Button(label=say("Record attendance"), path=f"/app/sessions/{session.id}?dialog=attendance")
    return _letter(
        news,
        say("Attendance is missing: {session}", session=_session(news, facts)),
        say("This session is over, but attendance has not been recorded for everybody."),
        facts,
        section=Section(button=button),
    )


async def write_reply(uow: UnitOfWork, news: News) -> Letter | None:
    """A trainee cannot come to a session, or can after all."""
    session, by = _own_coming(news), news.actor
    if session is None or by is None:
        return None
    facts, say = SessionFacts.of(session).stored(), news.say
    reply = news.after.get("reply")
    note, had_note = news.after.get("note"), news.before.get("note")
    told = "{name} cannot come" if reply == Reply.NOT_COMING else "{name} can come after all"
    changed = had_note if note != had_note else None
    more: tuple[Fact, ...] = ()
    if note or (changed and reply == Reply.NOT_COMING):
        more = (Fact(label=say("Note"), value=note or say("none"), before=changed),)
    return _letter(
        news,
        say(f"{told}: {{session}}", name=by, session=_session(news, facts)),
        say(f"{told}.", name=by),
        facts,
        more=more,
        section=Section(button=_open(news)),
    )


def _letter(
    news: News,
    subject: str,
    sentence: str,
    facts: Facts,
    *,
    before: Facts | None = None,
    more: tuple[Fact, ...] = (),
    section: Section | None = None,
    is_past: bool = False,
) -> Letter:
    links = section or Section()
    return Letter(
        subject=subject,
        sections=(
            Section(
                heading=facts["title"],
                paragraphs=(sentence,),
                facts=(*_facts(news, facts, before or facts), *more),
                button=links.button,
                link=links.link,
            ),
        ),
        reason=_reason(news, facts, is_past=is_past),
    )


def _facts(news: News, after: Facts, before: Facts) -> list[Fact]:
    """What people have to know about a session, and what that was before."""
    say = news.say
    found = []
    if after["title"] != before["title"]:
        found.append(Fact(label=say("Title"), value=after["title"], before=before["title"]))
    when, was = (
        _span(news, datetime.fromisoformat(each["scheduled_date"]), each["duration_minutes"])
        for each in (after, before)
    )
    found.append(Fact(label=say("When"), value=when, before=None if was == when else was))
    place, old_place = after.get("location"), before.get("location")
    if place or old_place:
        changed = old_place if place != old_place else None
        found.append(Fact(label=say("Where"), value=place or say("not set"), before=changed or None))
    trainer, old_trainer = after["trainer_id"], before["trainer_id"]
    if trainer != old_trainer or trainer != news.reader.user.id:
        old_name = news.name_of(old_trainer) if trainer != old_trainer else None
        found.append(Fact(label=say("Trainer"), value=news.name_of(trainer), before=old_name))
    link, old_link = after.get("class_link"), before.get("class_link")
    if link != old_link:
        found.append(Fact(label=say("Link"), value=link or say("none"), before=old_link))
    return found


def said_by(news: News, active: str, passive: str, **values: str) -> str:
    """A sentence that names who did it, or another one if nobody in particular did."""
    actor = news.actor
    return news.say(passive, **values) if actor is None else news.say(active, actor=actor, **values)


def _session(news: News, facts: Facts) -> str:
    start = datetime.fromisoformat(facts["scheduled_date"])
    return f"{facts['title']}, {news.calendar.moment(start)}{_zone_at(news, start)}"


def _span(news: News, start: datetime, minutes: int) -> str:
    """When a session is, for the reader; and also on the clocks of the place where it is held, if these show another time:
    readers who have not chosen a time zone could otherwise take one for the other."""
    span = news.calendar.span(start, minutes)
    there = news.calendar_there(start)
    if there is None:
        return span
    span_there = there.span(start, minutes)
    day, day_there = f"{news.calendar.day(start)}, ", f"{there.day(start)}, "
    if day == day_there:
        span_there = span_there.removeprefix(day)
    return f"{span}{_zone_at(news, start)} · {span_there} ({there.zone})"


def _zone_at(news: News, start: datetime) -> str:
    """The reader's time zone, where leaving it out could mislead."""
    return "" if news.calendar_there(start) is None else f" ({news.calendar.zone})"


def _leads(news: News, facts: Facts) -> bool:
    return bool(facts["trainer_id"] == news.reader.user.id)


def _is_over(facts: Facts, now: datetime) -> bool:
    known = SessionFacts.from_stored(facts)
    return known is None or known.ends_at <= now


def _own_coming(news: News) -> Any:
    """The session, if the reader is in it, and it is still to come or going on."""
    session = news.own_session
    if session is None or session.status is SessionStatus.CANCELLED or session.ends_at <= news.now:
        return None
    return session


def _open(news: News) -> Button:
    return Button(label=news.say("Open the session"), path=f"/app/sessions/{news.notification.subject_id}")


def _links(news: News, facts: Facts) -> Section:
    link = facts.get("class_link")
    return Section(button=_open(news), link=Button(label=news.say("Join online"), url=link) if link else None)


def _reason(news: News, facts: Facts, *, is_past: bool) -> str:
    say, leads = news.say, _leads(news, facts)
    if is_past:
        why = (
            "You get this because you led this session."
            if leads
            else "You get this because you took part in this session."
        )
    else:
        why = (
            "You get this because you lead this session."
            if leads
            else "You get this because you take part in this session."
        )
    return f"{say(why)} {say('Times are in the {zone} time zone.', zone=news.reader.time_zone)}"
