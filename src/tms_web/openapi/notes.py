"""What names alone do not say. Written for people who call the API."""

WIRE_NAMES = {
    "PersonRef": "Person",
    "ScheduleConflict": "Clash",
    "ScheduleConflicts": "Conflicts",
    "SessionView": "Session",
    "SuccessMessage": "Done",
}
"""Classes of the core whose name on the wire is another."""

FIELD_NOTES = {
    "Attention.clashes": "How many people and sessions clash with another session of that person.",
    "Attention.clashes_until": "Sessions that begin from here on have not been looked at.",
    "Attention.first_clashes": "The first five, by start.",
    "Attention.first_temporary_passwords": "The first five, by id.",
    "Attention.first_unassigned_trainees": "The first five, by id.",
    "Attention.last_unclosed_sessions": "The last five, the latest first.",
    "Attention.temporary_passwords": "How many people have not chosen their own password; null for trainers.",
    "Attention.unassigned_trainees": "How many trainees are in nobody's care; null for trainers.",
    "Attention.unclosed_sessions": "How many have ended and are still scheduled.",
    "AttendanceRecord.trainee_id": "Whose mark it is.",
    "AttendanceRecord.status": "null clears the mark.",
    "AttendanceRecord.note": "Left out: an earlier note stays.",
    "BusiestHour.hour": "0 to 23, as clocks show it in `time_zone`.",
    "BusiestHour.sessions": "How many begin in this hour, all weeks of the period taken together.",
    "BusiestHour.weekday": "1 (Monday) to 7 (Sunday).",
    "ScheduleConflicts.conflicts": "By start, then session and person; 100 at most. Empty: everybody is free.",
    "ScheduleConflicts.next_free": "The first start from the asked one on at which all are free; null: it is the asked one.",
    "DoubleBooking.other": "The session that has not ended by then.",
    "DoubleBooking.session": "The one that begins later.",
    "AttendanceMark.trainee_id": "Whose mark it is.",
    "MarkCounts.absent": "Did not come.",
    "MarkCounts.excused": "Did not come and need not have; counts in no rate.",
    "MarkCounts.late": "Came late.",
    "MarkCounts.present": "Came.",
    "NoShow.absence_rate": "`absences` divided by `marked`.",
    "NoShow.absences": "How often they were marked absent.",
    "NoShow.marked": "How often they were marked present, late or absent.",
    "Overview.busiest": "The fullest hour of `week_grid`, of several the earliest; null where nothing begins.",
    "Overview.ends_at": "Where the period ends: the first instant that is not in it.",
    "Overview.no_shows": "Trainees who were marked absent, most absences first, of equals those with the fewest "
    "marks, then by id; 20 at most.",
    "Overview.starts_at": "Where the period begins.",
    "Overview.time_zone": "The IANA time zone of weeks, weekdays and hours.",
    "Overview.totals": "The whole period.",
    "Overview.trainers": "Those who completed sessions, most hours first, then by id.",
    "Overview.week_grid": "How many sessions begin in each hour of the week, without cancelled ones: 7 lists, Monday "
    "to Sunday, of 24 numbers, from the hour that begins at 00:00 on.",
    "Overview.weeks": "Every ISO week that the period touches, in order, empty ones as well.",
    "PersonRef.name": "First and last name, or “Deleted user”.",
    "SignIn.password": "Any text.",
    "SignIn.username": "The username or the e-mail address, whatever its case.",
    "TraineeList.trainee_ids": "Whom to add.",
    "TraineeProgress.attended": "The sessions in which they were marked present or late.",
    "TraineeProgress.held": "The sessions that are completed, and those in which this trainee is marked.",
    "TraineeProgress.hours_attended": "The length of the sessions attended, in hours.",
    "TraineeProgress.marks": "The sessions held, by this trainee's mark.",
    "TraineeProgress.next_at": "When the next of the upcoming sessions begins; null: none is planned.",
    "TraineeProgress.unmarked": "The sessions held in which this trainee is not marked.",
    "TraineeProgress.upcoming": "The scheduled sessions that begin later than now.",
    "TrainerNumbers.sessions_delivered": "The completed sessions.",
    "WeekNumbers.sessions": "The sessions that begin in this week, by status.",
    "WeekNumbers.starts_on": "The Monday.",
    "WeekNumbers.week": "As ISO 8601 writes it, such as `2026-W19`.",
    "access_token": "A JWT. Send it as `Authorization: Bearer …`.",
    "attendance_rate": "Marks that are present or late, divided by marks that are present, late or absent: a fraction "
    "of 1. Excused and missing marks do not count, nor do those in cancelled sessions. null: nobody is marked.",
    "attendance": "The marks made so far. Trainees see only their own.",
    "capacity": "How many trainees fit in; null: any number.",
    "class_link": "Where an online session takes place; http or https only.",
    "current_password": "May be left out by admins, and while the password is temporary.",
    "ends_at": "`scheduled_date` plus `duration_minutes`. The session runs up to, not including, this instant.",
    "expires_in": "Seconds.",
    "force_password_change": "True while the password is temporary; most calls are refused until it is changed.",
    "email": "Unique, whatever its case.",
    "hours_delivered": "The length of the completed sessions, in hours.",
    "name": "First and last name.",
    "new_password": "6 characters at least, unless the installation asks for more; 256 at most; any Unicode.",
    "password": "6 characters at least, unless the installation asks for more; 256 at most; any Unicode.",
    "performed_by": "Who did it; null: the system itself.",
    "records": "Only these trainees' marks change.",
    "scheduled_date": "When it begins (RFC 3339, with an offset); answered in UTC.",
    "student": "The trainee.",
    "student_id": "The trainee.",
    "teacher": "The trainer. Trainees see only id and name.",
    "teacher_id": "The trainer.",
    "temporary_password": "Shown once, here. Present only when it was generated.",
    "time_zone": "The IANA time zone in which people think of this session.",
    "trainee_count": "All of them, whoever is reading.",
    "trainee_id": "The first of `trainee_ids`, or null; in requests the short form for a single trainee.",
    "trainee_ids": "In the order they were added. Trainees see only themselves.",
    "trainer_id": "Who leads it. By default the caller; trainers can name nobody else.",
    "username": "Letters, digits, dots, underscores and hyphens; unique, whatever its case.",
    "version": "Counts changes; the value of `ETag`.",
}

TAGS = {
    "accounts": ("Signing in", "Tokens, passwords, and the log of their changes."),
    "users": ("People", "Trainees, trainers and admins."),
    "sessions": ("Sessions", "Planning without double bookings, who takes part, and who came."),
    "assignments": ("Assignments", "Which trainer looks after which trainee."),
    "analytics": ("Analytics", "Numbers for the dashboard."),
    "reports": ("Reports", "Everything as a file."),
    "service": ("Service", "For operators and their tools."),
}
"""Module of routes → its name and description in the document."""

INTRODUCTION = """\
Plan training sessions, enrol trainees, mark attendance.

**Signing in.** `POST /auth/login` answers a token; send it with every other call as `Authorization: Bearer …`.

**Times** are RFC 3339. Requests must carry an offset; answers are in UTC.

**Refusals** are problem details (RFC 9457, `application/problem+json`). `detail` is one sentence for people, `code` a
stable word for programs; each code is explained at the address in `type`. What you may not see is 404, as if absent.

**Lists** answer a JSON array, `X-Total-Count`, and `Link: <…>; rel="next"` while there is more. Follow that link: its
`cursor` costs the same however long the list is. Unknown query parameters are ignored, unknown body fields are not.

**Changing the same thing at once.** Users and sessions carry a `version`, which is also their `ETag`. Send it back in
`If-Match`, and a change made in between is 412 with the current state, not lost. `PUT` changes only the fields it sends.

**Sending again safely.** `POST` and `PUT` take an `Idempotency-Key`: within 24 hours the same key and request get the
first answer again, and nothing is done twice. Refused requests are not remembered.

**Reading and listening.** `X-Event-Position` on reads is the place in the event stream that the answer is at least as
new as. Open a WebSocket at `/ws` (subprotocol `tms.v1`) and send
`{"type": "authenticate", "token": "…", "since": "<position or null>"}` within five seconds: everything committed after
that position that you may see comes first, in order and complete, then `caught_up`, then each change as it happens.
Data of events is what the corresponding read would show you. Reads can be made over the socket too:
`{"type": "get", "id": "7", "path": "/sessions/?limit=10"}`. docs/realtime.md has every message and close code.
"""
