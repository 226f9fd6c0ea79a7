// Made from docs/openapi.json by `npm run api`; not to be edited.

export interface paths {
    "/analytics/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What needs attention: counts, and the first few of each kind.
         * @description Clashes are double bookings in the scheduled sessions of the next eight weeks: one for every person with a session that
         *     starts while another of theirs is running. Unclosed sessions have ended and are neither completed nor cancelled.
         *     Empty sessions are scheduled in the next two weeks and have no trainees. Trainers only get these three, for the
         *     sessions they lead.
         *
         *     For admins and trainers.
         */
        get: operations["get_attention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statistics for a period: of all sessions for admins, of the sessions they lead for trainers.
         * @description A session belongs to the period in which it starts. Without `to` the period ends now; without `from` it starts on
         *     the Monday that makes it twelve ISO weeks, the last of which contains `to`. It is at most 5 years (1830 days) long.
         *     Weeks, weekdays and hours are those of `time_zone`, by default the organisation's, with daylight saving time.
         *
         *     The attendance rate is present and late, divided by present, late and absent. Excused and missing marks do not count,
         *     nor do cancelled sessions. It is null if there are no marks. "Delivered" counts completed sessions only.
         *
         *     For admins and trainers.
         */
        get: operations["get_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Number of sessions by status.
         * @description For admins.
         */
        get: operations["count_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Number of users by role.
         * @description For admins.
         */
        get: operations["count_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assignments/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List assignments: all for admins, their own for trainers and trainees.
         * @description For everyone who is signed in.
         */
        get: operations["list_assignments"];
        put?: never;
        /**
         * Assign a trainee to a trainer. Both must have that role, and must not be assigned to each other yet.
         * @description For admins.
         */
        post: operations["assign_student"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assignments/{student_id}/{teacher_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a trainee's assignment to a trainer.
         * @description For admins.
         */
        delete: operations["unassign_student"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The password log: whose password was created, changed or reset, by whom and when; newest first.
         * @description For admins.
         */
        get: operations["list_password_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/admin-change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password without sending the current one. All your earlier tokens are revoked.
         * @description For admins.
         */
        post: operations["admin_change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password. All earlier tokens are revoked; the response contains a new one.
         * @description Admins may omit `current_password`, and so may anybody whose password is temporary.
         *
         *     For everyone who is signed in. A temporary password is enough.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/confirm-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a new e-mail address with the token of the link that was sent there.
         * @description It becomes the address of the account, signed in or not. Opening the link changes nothing: only this call uses it.
         */
        post: operations["confirm_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a mail with a link to set a new password.
         * @description The answer is the same whether there is such an account or not. The link works once, for 30 minutes, until the account is
         *     signed in to or another link is asked for. At most three mails an hour are sent to an account, and at most twenty requests
         *     an hour looked at from an address.
         */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in: exchange a username (or e-mail address) and password for a token.
         * @description Send the token with every other call, as `Authorization: Bearer …`. A wrong name and a wrong password look alike.
         *     While `force_password_change` is true, only changing the password, `GET /auth/me` and signing out are allowed.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out: revoke the token that this request was sent with.
         * @description For everyone who is signed in. A temporary password is enough.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The signed-in user.
         * @description For everyone who is signed in. A temporary password is enough.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the sign-in page shows, and the ways to sign in that this installation offers. */
        get: operations["get_sign_in_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/reset-password/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a user a temporary password, generated unless you send one. All their tokens are revoked.
         * @description A generated password is in this response and is never shown again. Somebody who had no password can sign in from now
         *     on, unless they are deactivated.
         *
         *     For admins.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/set-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a password with the token of a link, and sign in.
         * @description All other sign-ins of the account end. Opening a link changes nothing: only this call uses it.
         */
        post: operations["set_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the devices on which you are signed in, the latest sign-in first.
         * @description For everyone who is signed in.
         */
        get: operations["list_sign_ins"];
        put?: never;
        post?: never;
        /**
         * End all your sign-ins but this one: their tokens are revoked, and their sockets close within a second.
         * @description For everyone who is signed in.
         */
        delete: operations["end_other_sign_ins"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sign-ins/{sign_in_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sign-ins: its token is revoked, and its sockets close within a second.
         * @description For everyone who is signed in.
         */
        delete: operations["end_sign_in"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A private calendar (RFC 5545), for programs that subscribe to it: its owner's sessions, as trainer or trainee.
         * @description It contains sessions that ended within the last 90 days, and all later ones. Cancelled sessions stay in it as cancelled,
         *     deleted ones for 30 days. Times are in UTC. 404 if the address is wrong or was revoked.
         */
        get: operations["get_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/consumers/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The consumers of the event log, by name: work that follows from changes, done in the background. Each has the first
         * @description 50 of the events that it has set aside.
         *
         *     For admins.
         */
        get: operations["list_consumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/consumers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a consumer that this program no longer has, because its feature is gone. Should the feature come back, it
         * @description starts anew.
         *
         *     For admins.
         */
        delete: operations["remove_consumer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/consumers/{name}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an event that a consumer has set aside handled again, or without `position` all of them. It happens in the
         * @description background, within moments.
         *
         *     For admins.
         */
        post: operations["retry_set_aside_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/consumers/{name}/set-aside/{position}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Give up on an event that a consumer has set aside: it is never handled.
         * @description For admins.
         */
        delete: operations["dismiss_set_aside_event"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the system can serve requests, as `/health/ready` says, and whether mails get out. */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process responds at all. Never asks the database. */
        get: operations["get_liveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the system can serve requests right now; 503 while the database is unavailable. */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus. */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you have been told within 90 days, newest first.
         * @description For everyone who is signed in.
         */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What you are told and by which way, and when you are reminded of sessions.
         * @description For everyone who is signed in.
         */
        get: operations["get_preferences"];
        /**
         * Change what is sent. What concerns the safety of your account cannot be switched off.
         * @description For everyone who is signed in.
         */
        put: operations["update_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark notifications as read, on all your devices.
         * @description For everyone who is signed in.
         */
        post: operations["mark_notifications_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The organisation's settings. Admins also see the sender of mails, and which settings the operator has fixed.
         * @description For everyone who is signed in.
         */
        get: operations["get_organisation"];
        /**
         * Change the settings that are sent. What the operator has fixed in the environment cannot be changed here.
         * @description Values of a custom field stay stored when its definition is removed, and are shown again when it returns.
         *
         *     For admins.
         */
        put: operations["update_organisation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisation/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The organisation's logo.
         * @description `logo_url` of the organisation contains `v`, which changes with the image: that URL may be cached for ever. 404
         *     without a logo.
         */
        get: operations["get_logo"];
        /**
         * Replace the logo: a PNG, JPEG or WebP image of up to 256 KiB, recognised by its content.
         * @description For admins.
         */
        put: operations["set_logo"];
        post?: never;
        /**
         * Remove the logo. Without one, nothing changes.
         * @description For admins.
         */
        delete: operations["remove_logo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/outbox/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mails that are waiting, were sent, or could not be sent, newest first. Never what they say.
         * @description They are kept for 90 days.
         *
         *     For admins.
         */
        get: operations["list_outbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/outbox/{mail_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One mail in the outbox.
         * @description For admins.
         */
        get: operations["get_outbox_mail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/outbox/{mail_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a mail sent now that has failed, is held, or waits for its next attempt.
         * @description If its address had been refused, it is tried again, and so is a mail server that is being left alone for a while.
         *
         *     For admins.
         */
        post: operations["retry_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/outbox/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have all mails sent now that have failed, also those whose address had been refused.
         * @description For admins.
         */
        post: operations["retry_failed_mails"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/outbox/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether mails get out, what waits or has failed, and which addresses were refused.
         * @description For admins.
         */
        get: operations["get_mail_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/outbox/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a mail to yourself, to see whether mail works. `GET /outbox/{id}` tells what becomes of it.
         * @description For admins.
         */
        post: operations["send_test_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/progress/trainees/{trainee_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A trainee's progress: for admins, the trainers to whom the trainee is assigned, and the trainee.
         * @description A session is held if it is completed or if this trainee is marked in it, and attended if the mark is present or late.
         *     Hours attended are those that have passed, or the minutes that were recorded for this trainee if those are fewer. The attendance rate is
         *     defined as in the overview. Cancelled sessions do not count.
         *
         *     For everyone who is signed in.
         */
        get: operations["get_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Generate a report: a summary with charts, sessions, attendance and people, or the part named by `contents`.
         * @description PDF and Excel contain all of them, CSV one `section`. All rows are included, however many there are; they are read page
         *     by page while the file is being sent, so that a change made meanwhile may or may not be in it. Days, weeks and times are
         *     those of `time_zone`. A session belongs to the period in which it starts. The organisation's own fields are columns.
         *
         *     For admins.
         */
        get: operations["generate_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions by start: all for admins, those they lead for trainers, those they attend for trainees.
         * @description For everyone who is signed in.
         */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Plan a session. Its trainer and trainees must be free, unless `allow_conflicts` is true.
         * @description Admins choose who leads it; trainers can only plan sessions that they lead themselves.
         *
         *     For trainers and admins.
         */
        post: operations["create_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session, if you may see it; trainees do not see the other trainees.
         * @description For everyone who is signed in.
         */
        get: operations["get_session"];
        /**
         * Change the fields that are sent. Added people must be free, unless `allow_conflicts` is true.
         * @description Scheduled sessions can be cancelled, with a `status_reason`, and completed once they have started. Admins can reopen
         *     a session, and so can whoever closed it, for 10 minutes. Title, time and people of a completed session can only be
         *     changed by admins. Trainees with an attendance mark are only removed if `discard_attendance` is true.
         *
         *     For trainers and admins.
         */
        put: operations["update_session"];
        post?: never;
        /**
         * Delete a session with its attendance. To keep the record, cancel it instead.
         * @description Admins can delete any session; whoever created one can for 10 minutes, if no attendance has been taken. It is
         *     invisible at once, and erased after 30 days.
         *
         *     For trainers and admins.
         */
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set attendance marks, once the session has started. Only the marks that are sent change.
         * @description For trainers and admins.
         */
        put: operations["mark_attendance"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A session as a calendar file (RFC 5545), for programs that import one. It has the same `UID` as in the calendar
         * @description that can be subscribed to, so it becomes the same entry.
         *
         *     For everyone who is signed in.
         */
        get: operations["get_session_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each person was last told about a session within 90 days, newest first, and whether it has reached them.
         * @description With a `user_id`, everything that this person was told about it. Replies of trainees are left out: they are in the
         *     session.
         *
         *     For trainers and admins.
         */
        get: operations["list_session_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say whether you will come to a session that you take part in, before it starts. Its trainer is told if you cannot.
         * @description You keep your place. The reply is taken back if the session moves to another time.
         *
         *     For trainees.
         */
        put: operations["reply_to_session"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/trainees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add trainees: all of them, or none if one is busy, unknown or too many. Those already in it are unchanged.
         * @description For trainers and admins.
         */
        post: operations["add_trainees"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/trainees/{trainee_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a trainee from a session; one with an attendance mark only if `discard_attendance` is true.
         * @description A discarded mark counts nowhere any more, and stays in the history.
         *
         *     For trainers and admins.
         */
        delete: operations["remove_trainee"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who would be in two sessions at once, and the next start at which everybody is free.
         * @description These are the conflicts that planning or moving the session would be refused with; nothing is saved. Trainers can only
         *     ask about sessions that they lead themselves.
         *
         *     For trainers and admins.
         */
        get: operations["find_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users, by id unless another order is requested: all for admins, trainers and trainees for trainers.
         * @description For admins and trainers.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Create a user. The password is temporary: they choose their own at the first sign-in.
         * @description Without a `password` one is generated; it is in this response and is never shown again. With `invite` they get a mail
         *     with a link to choose one instead, which works for 14 days. Usernames and e-mail addresses are unique, ignoring case.
         *
         *     For admins.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One user: anybody for admins, trainers and trainees for trainers, yourself for everybody.
         * @description For everyone who is signed in.
         */
        get: operations["get_user"];
        /**
         * Change a user: your own e-mail address, names, language and time zone; as an admin, anybody's, and everything else.
         * @description A new e-mail address of your own is `pending_email` until you follow the link that is mailed there, unless you are an
         *     admin; an address that somebody else has is answered alike, and its owner is told. Where links cannot be mailed
         *     (`TMS_PUBLIC_URL` is not set), it changes at once, and one that is taken is a conflict. The old address is told either way.
         *     The last admin stays an active admin, and a role on which sessions or assignments depend cannot be changed. A
         *     deactivated user is signed out at once, cannot sign in, and cannot be added to anything new; name and history stay.
         *
         *     For everyone who is signed in.
         */
        put: operations["update_user"];
        post?: never;
        /**
         * Delete a user: name and e-mail address are erased, tokens are revoked, and history reads "Deleted user".
         * @description A trainer's sessions that have not ended go to `reassign_to`, who must be free for them; a trainee is removed from
         *     sessions that have not begun.
         *
         *     For admins.
         */
        delete: operations["delete_user"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send somebody who has no password an invitation: a mail with a link to choose one, which works for 14 days. Earlier
         * @description links stop working. At most five are sent to somebody in an hour.
         *
         *     For admins.
         */
        post: operations["invite_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{user_id}/pending-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send another link to the address that waits to be confirmed, your own or, as an admin, anybody's. It works for 24
         * @description hours; earlier links stop working.
         *
         *     For everyone who is signed in.
         */
        post: operations["send_email_confirmation"];
        /**
         * Keep the present address, your own or, as an admin, anybody's. The link that was sent to the new one stops working.
         * @description For everyone who is signed in.
         */
        delete: operations["cancel_email_change"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether your calendar has a private address, and when a program last read it. The address itself is not stored.
         * @description For everyone who is signed in.
         */
        get: operations["get_calendar"];
        put?: never;
        /**
         * Create the private address of your calendar, for programs that subscribe to calendars. An earlier address stops
         * @description working.
         *
         *     It is shown this once. Whoever knows it can read your calendar, without signing in.
         *
         *     For everyone who is signed in.
         */
        post: operations["create_calendar"];
        /**
         * Revoke the private address of your calendar. Programs that subscribed to it can no longer read it.
         * @description For everyone who is signed in.
         */
        delete: operations["revoke_calendar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AddressRefusal
         * @description Somebody whose present address a mail server does not accept. Nothing is sent there until it changes.
         */
        AddressRefusal: {
            address: string;
            /** @description The mail server's reply. */
            error: string;
            /** Format: date-time */
            refused_at: string;
            user: components["schemas"]["Person"];
        };
        /**
         * Assignment
         * @description One trainee is assigned to one trainer.
         */
        Assignment: {
            /** Format: date-time */
            assigned_date: string;
            id: number;
            /** @description The trainee. */
            student_id: number;
            /** @description The trainer. */
            teacher_id: number;
        };
        /**
         * AssignmentView
         * @description An assignment with its people. Trainees see only the trainer's id and name.
         */
        AssignmentView: {
            /** Format: date-time */
            assigned_date: string;
            id: number;
            /** @description The trainee. */
            student: components["schemas"]["User"];
            /** @description The trainer. Trainees see only id and name. */
            teacher: components["schemas"]["User"] | components["schemas"]["Person"];
        };
        /**
         * Attendance
         * @description The marks to set. Trainees who are not listed keep theirs.
         */
        Attendance: {
            /** @description Only the marks of these trainees change. */
            records: components["schemas"]["AttendanceRecord"][];
        };
        /**
         * AttendanceMark
         * @description Whether a trainee came, who marked it, and when.
         */
        AttendanceMark: {
            /** Format: date-time */
            marked_at: string;
            marked_by: number | null;
            /** @description How long they were there, if only for part of the time. Counts as the length of the session at most. */
            minutes: number | null;
            note: string | null;
            status: components["schemas"]["AttendanceStatus"];
            /** @description The trainee. */
            trainee_id: number;
        };
        /**
         * AttendanceRecord
         * @description One trainee's mark; a null `status` clears it. Without `note` or `minutes` an existing note, or the existing minutes, are kept. Only those who came have `minutes`.
         */
        AttendanceRecord: {
            /** @description For those who were there for part of the time (`present` or `late`). If omitted, existing minutes are kept. */
            minutes?: number | null;
            /** @description Needs a status. If omitted, an existing note is kept. */
            note?: string | null;
            /** @description null clears the mark. */
            status: components["schemas"]["AttendanceStatus"] | null;
            /** @description The trainee. */
            trainee_id: number;
        };
        /**
         * AttendanceStatus
         * @description Whether a trainee came.
         * @enum {string}
         */
        AttendanceStatus: "present" | "absent" | "late" | "excused";
        /**
         * Attention
         * @description What needs attention: counts, and the first few of each kind.
         */
        Attention: {
            /** @description Number of double bookings: one for each person and session that conflicts with another of theirs. */
            clashes: number;
            /**
             * Format: date-time
             * @description Sessions that start later were not checked.
             */
            clashes_until: string;
            /** @description Number of sessions in the next two weeks that have no trainees. */
            empty_sessions: number;
            /** @description The first five, by start. */
            first_clashes: components["schemas"]["DoubleBooking"][];
            /** @description The first five, by start. */
            first_empty_sessions: components["schemas"]["SessionBrief"][];
            /** @description The first five, by id. */
            first_temporary_passwords: components["schemas"]["Person"][];
            /** @description The first five, by id. */
            first_unassigned_trainees: components["schemas"]["Person"][];
            /** @description The last five, latest first. */
            last_unclosed_sessions: components["schemas"]["SessionBrief"][];
            /** @description Number of people who still have a temporary password; null for trainers. */
            temporary_passwords: number | null;
            /** @description Number of trainees without a trainer; null for trainers. */
            unassigned_trainees: number | null;
            /** @description Number of sessions that have ended and are still scheduled. */
            unclosed_sessions: number;
        };
        /**
         * BusiestHour
         * @description The hour of the week in which most sessions start.
         */
        BusiestHour: {
            /** @description 0 to 23, as clocks show it in `time_zone`. */
            hour: number;
            /** @description Number of sessions that start in this hour, over all weeks of the period. */
            sessions: number;
            /** @description 1 (Monday) to 7 (Sunday). */
            weekday: number;
        };
        /**
         * CalendarAddress
         * @description The address of a new feed, which is shown this once. Whoever has it can read the feed.
         */
        CalendarAddress: {
            /** Format: date-time */
            created_at: string;
            /** @description The private address. It is not shown again. */
            url: string;
        };
        /**
         * CalendarStatus
         * @description Whether somebody has a feed, and when it was last read.
         */
        CalendarStatus: {
            /** @description Whether there is an address. */
            active: boolean;
            /**
             * Format: date-time
             * @description When the address was created.
             */
            created_at: string | null;
            /**
             * Format: date-time
             * @description When a program last read the calendar, to within 10 minutes.
             */
            last_used_at: string | null;
        };
        /**
         * Clash
         * @description A session of one person that conflicts; its title only if the caller may see it.
         */
        Clash: {
            /**
             * Format: date-time
             * @description `scheduled_date` plus `duration_minutes`, exclusive.
             */
            ends_at: string;
            /** @description What takes the time: so far always a session of `person`. */
            kind: components["schemas"]["ConflictKind"];
            /** @description Always null: there are no series yet. */
            occurrence: null;
            person: components["schemas"]["Person"];
            /** @description Always null: there are no rooms yet. */
            room: null;
            /**
             * Format: date-time
             * @description When it starts (RFC 3339, with an offset); responses are in UTC.
             */
            scheduled_date: string;
            session_id: number;
            title: string | null;
        };
        /**
         * Clock
         * @description Whether times are shown as 13:30 or as 1:30 PM.
         * @enum {integer}
         */
        Clock: 12 | 24;
        /**
         * ConflictKind
         * @description What a time is taken by.
         * @enum {string}
         */
        ConflictKind: "session";
        /**
         * Conflicts
         * @description The conflicts of a session, and the first start at which everybody is free; null if there are none.
         */
        Conflicts: {
            /** @description By start, then session and person; at most 100. Empty if everybody is free. */
            conflicts: components["schemas"]["Clash"][];
            /**
             * Format: date-time
             * @description The first start after the requested one at which everybody is free; null if everybody is free already.
             */
            next_free: string | null;
        };
        /**
         * Consumer
         * @description A consumer as admins see it.
         */
        Consumer: {
            /** @description How many events come after its position. */
            behind: number;
            /** @description Why the next event failed, or this one; null if nothing fails. */
            error: string | null;
            /** @description The class of the error. */
            error_type: string | null;
            /** @description The process that works for it, or did last: host, process id, a random part. */
            holder: string | null;
            /** @description This program does not have it: its feature was removed. Nothing waits for it. */
            is_gone: boolean;
            /** @description How many events were pruned before it had handled them. */
            missed: number;
            /** Format: date-time */
            missed_at: string | null;
            name: string;
            /** @description It has handled everything up to this event, or set it aside. */
            position: number;
            /**
             * Format: date-time
             * @description When the event that failed is tried again.
             */
            retry_at: string | null;
            /** @description The first events that it could not handle and has left behind. */
            set_aside: components["schemas"]["SetAsideEvent"][];
            set_aside_count: number;
            /** @description How often the event has failed. */
            tries: number;
            /**
             * Format: date-time
             * @description When the next event was recorded that it has not handled yet; null if there is none.
             */
            waiting_since: string | null;
        };
        /**
         * Contents
         * @description What a report contains: its summary, one of its tables, or everything.
         * @enum {string}
         */
        Contents: "summary" | "sessions" | "attendance" | "all";
        /**
         * CreatedUser
         * @description A user who was just created, with the password to hand over if it was generated; it is never shown again.
         */
        CreatedUser: {
            /** Format: date-time */
            created_at: string;
            /** @description The values of the fields that the organisation has defined for users. */
            custom: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Unique, ignoring case. */
            email: string;
            /** @description The id of this person in another system; unique. For admins. */
            external_id: string | null;
            first_name: string;
            id: number;
            is_temporary_password: boolean;
            /** @description The language for this person; null: the organisation's. */
            language: components["schemas"]["Language"] | null;
            /** @description Empty for people who have one name. */
            last_name: string;
            /** @description First and last name. */
            name: string;
            /** @description A new e-mail address that has not been confirmed yet. */
            pending_email: string | null;
            role: components["schemas"]["Role"];
            /** @description `invited`: has not accepted yet; `no_sign_in`: has no password; `deactivated`: cannot sign in, gets no mail and is offered for nothing new. Admins set `deactivated` and `active`; resetting the password of somebody who has none makes them `active`. */
            status: components["schemas"]["UserStatus"];
            /** @description Only present if it was generated. It is never shown again. */
            temporary_password?: string;
            /** @description The IANA time zone of this person; null: the organisation's. */
            time_zone: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @description Letters, digits, dots, underscores and hyphens; unique, ignoring case. */
            username: string;
            /** @description Counts the changes; also the value of `ETag`. */
            version: number;
        };
        /**
         * CustomField
         * @description The definition of a field: `options` are the values of a choice, in the order in which they are offered.
         */
        CustomField: {
            /** @description Names the field in `custom`. */
            key: string;
            /** @description The name of the field for people. */
            label: string;
            /** @description Whether users or sessions have the field. */
            of: components["schemas"]["CustomFieldOwner"];
            /** @description The values of a choice, in the order in which they are offered. */
            options?: string[];
            /** @description Whether new users must have a value, and new sessions if `custom` is sent. */
            required?: boolean;
            type: components["schemas"]["CustomFieldType"];
        };
        /**
         * CustomFieldOwner
         * @description What has the field.
         * @enum {string}
         */
        CustomFieldOwner: "user" | "session";
        /**
         * CustomFieldType
         * @description The type of a field's values.
         * @enum {string}
         */
        CustomFieldType: "text" | "number" | "date" | "boolean" | "choice";
        /**
         * Done
         * @description The response of a request that has nothing else to return.
         */
        Done: {
            message: string;
        };
        /**
         * DoubleBooking
         * @description A person with a session that starts before another of theirs has ended.
         */
        DoubleBooking: {
            /** @description The session that has not ended when the other one starts. */
            other: components["schemas"]["SessionBrief"];
            person: components["schemas"]["Person"];
            /** @description The one that starts later. */
            session: components["schemas"]["SessionBrief"];
        };
        /**
         * EmailConfirmation
         * @description The token in a link that was sent to a new e-mail address.
         */
        EmailConfirmation: {
            /** @description What follows `#` in the link. */
            token: string;
        };
        /**
         * FieldError
         * @description An invalid field of the input, and what to do about it.
         */
        FieldError: {
            field: string;
            message: string;
        };
        /**
         * ForgottenPassword
         * @description The username or the e-mail address of the account.
         */
        ForgottenPassword: {
            /** @description The username or the e-mail address; case is ignored. */
            username: string;
        };
        /**
         * Format
         * @description The file formats.
         * @enum {string}
         */
        Format: "pdf" | "csv" | "excel";
        /**
         * Health
         * @description Requests can be served. `mail` is only there if mails have been waiting for minutes.
         */
        Health: {
            /** @enum {string} */
            mail?: "stuck";
            status: string;
        };
        /**
         * Language
         * @description A language of the product, as a BCP 47 tag.
         * @enum {string}
         */
        Language: "en" | "pt";
        /**
         * MailState
         * @description `held`: waits in case something else changes; `queued`: is to be sent; `failed`: is not tried again.
         * @enum {string}
         */
        MailState: "held" | "queued" | "sending" | "sent" | "failed";
        /**
         * MailStatus
         * @description Whether mails get out, as admins see it.
         */
        MailStatus: {
            /**
             * Format: date-time
             * @description Since when the mail server has taken no mail; null if it works, or nothing was sent yet.
             */
            down_since: string | null;
            /** @description Why it takes none: its reply, or what happened instead. */
            error: string | null;
            /** @description How many mails have failed. As `held`, `queued` and `sending`, the states of a mail. */
            failed: number;
            held: number;
            /** @description Where links in mails lead; null: mails have no links. */
            public_url: string | null;
            queued: number;
            /** @description What `error` means. */
            reason: components["schemas"]["Reason"] | null;
            /** @description The latest of the present addresses that mail servers have refused. They get no mail until they change. */
            refused: components["schemas"]["AddressRefusal"][];
            /** @description How many there are. */
            refused_count: number;
            /**
             * Format: date-time
             * @description Until when the mail server is left alone.
             */
            retry_at: string | null;
            /** @description The address that mails come from. */
            sender: string;
            sending: number;
            /** @description The host and port of the mail server; null: mails are files in the data folder. */
            server: string | null;
            /**
             * Format: date-time
             * @description When the mail should have been sent that has waited longest; null if none waits.
             */
            waiting_since: string | null;
        };
        /**
         * MarkCounts
         * @description Number of attendance marks of each kind.
         */
        MarkCounts: {
            /** @description Did not come. */
            absent: number;
            /** @description Did not have to come; not counted in rates. */
            excused: number;
            /** @description Came late. */
            late: number;
            /** @description Came. */
            present: number;
        };
        /**
         * NewAssignment
         * @description The trainee and the trainer to assign to each other.
         */
        NewAssignment: {
            /** @description The trainee. */
            student_id: number;
            /** @description The trainer. */
            teacher_id: number;
        };
        /**
         * NewReply
         * @description Whether you will come; null takes an earlier reply back. A `note` needs a reply.
         */
        NewReply: {
            note?: string | null;
            reply: components["schemas"]["Reply"] | null;
        };
        /**
         * NewSession
         * @description A session to plan. Without a `trainer_id` you lead it yourself; without a `time_zone` it gets the organisation's. `trainee_id` is a short form of `trainee_ids` for a single trainee. The fields that the organisation requires are demanded if `custom` is sent. A `description` of None is an empty one.
         */
        NewSession: {
            /** @description Maximum number of trainees; null means no limit. */
            capacity?: number | null;
            /**
             * Format: uri
             * @description Where an online session takes place; http or https only.
             */
            class_link?: string | null;
            /** @description The organisation's own fields, by key. */
            custom?: {
                [key: string]: string | number | boolean | null;
            } | null;
            description?: string | null;
            duration_minutes: number;
            /** @description Its id in another system; unique. Only admins can change it. */
            external_id?: string | null;
            /** @description Where people meet: a room, an address. */
            location?: string | null;
            /**
             * Format: date-time
             * @description When it starts (RFC 3339, with an offset); responses are in UTC.
             */
            scheduled_date: string;
            /** @default scheduled */
            status: components["schemas"]["SessionStatus"];
            /** @description The IANA time zone in which the session is planned. */
            time_zone?: string | null;
            title: string;
            /** @description The first of `trainee_ids`, or null; in requests a short form for a single trainee. */
            trainee_id?: number | null;
            /** @description In the order they were added. Trainees see only themselves. */
            trainee_ids?: number[] | null;
            /** @description Who leads it. By default the caller; trainers can only choose themselves. */
            trainer_id?: number | null;
        };
        /**
         * NewUser
         * @description A user to create. Without a `password` one is generated; it is temporary either way. With `invite` there is none: the person chooses one through a link that is sent by mail.
         */
        NewUser: {
            /** @description The values of the fields that the organisation has defined for users. */
            custom?: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * Format: email
             * @description Unique, ignoring case.
             */
            email: string;
            /** @description The id of this person in another system; unique. For admins. */
            external_id?: string | null;
            first_name: string;
            /** @description Send a mail with a link to choose a password, instead of making a temporary one. */
            invite?: boolean;
            /** @description The language for this person; null: the organisation's. */
            language?: components["schemas"]["Language"] | null;
            /** @description Empty for people who have one name. */
            last_name: string;
            /** @description At least 6 characters, or more if the installation requires it; at most 256; any Unicode. */
            password?: string | null;
            role: components["schemas"]["Role"];
            /** @description The IANA time zone of this person; null: the organisation's. */
            time_zone?: string | null;
            /** @description Letters, digits, dots, underscores and hyphens; unique, ignoring case. */
            username: string;
        };
        /**
         * NoShow
         * @description A trainee who was marked absent, and how often.
         */
        NoShow: {
            /** @description `absences` divided by `marked`. */
            absence_rate: number;
            /** @description How often they were marked absent. */
            absences: number;
            /** @description How often they were marked present, late or absent. */
            marked: number;
            trainee: components["schemas"]["Person"];
        };
        /**
         * Notification
         * @description Something that you are told: about what, who did it, and what changed.
         */
        Notification: {
            /** @description Who did it; null for the system. */
            actor: components["schemas"]["Person"] | null;
            /** @description What you did not know yet. What is new to you has only nulls in `before`, what is gone only nulls in `after`. */
            changes: components["schemas"]["NotificationChange"][];
            /**
             * Format: date-time
             * @description When it happened.
             */
            created_at: string;
            id: number;
            /** @description One of session_assigned, session_changed, session_cancelled, session_removed, session_reminder, attendance_missing, trainer_assigned, reply_received, address_refused, password_reset, sign_in_warning, or one that a feature adds. */
            kind: string;
            /**
             * Format: date-time
             * @description When you read it; null if you have not.
             */
            read_at: string | null;
            subject: components["schemas"]["NotificationSubject"];
        };
        /**
         * NotificationChange
         * @description A field that changed. Trainers are people with id and name.
         */
        NotificationChange: {
            after: string | number | components["schemas"]["Person"] | null;
            /** @description Times are RFC 3339 in UTC. */
            before: string | number | components["schemas"]["Person"] | null;
            /** @description `title`, `scheduled_date`, `duration_minutes`, `trainer`, `class_link`, `location` or `status_reason`; of a reply `reply` or `note`; or one that a feature adds. */
            field: string;
        };
        /**
         * NotificationChannels
         * @description By which ways something is told.
         */
        NotificationChannels: {
            mail: boolean;
            screen: boolean;
        };
        /**
         * NotificationMail
         * @description What became of the mail about a notification. `next_at` is when it is sent, or tried again.
         */
        NotificationMail: {
            /**
             * Format: date-time
             * @description When it is sent, or tried again.
             */
            next_at: string | null;
            /** @description Why it was not delivered so far. */
            reason: components["schemas"]["Reason"] | null;
            /** Format: date-time */
            sent_at: string | null;
            /** @description As in the outbox; `file`: sent, but written to a file as there is no mail server; `off`: the person does not want such mails; `none`: there was no mail to send, or none can be sent to them. */
            state: components["schemas"]["NotificationMailState"];
        };
        /**
         * NotificationMailState
         * @description The state of the mail in the outbox, or why there is none. `file`: it was sent, but without a mail server that means written to a file; `off`: the person does not want such mails; `none`: there was no mail to send, or none can be sent to them (any more).
         * @enum {string}
         */
        NotificationMailState: "held" | "queued" | "sending" | "sent" | "failed" | "file" | "off" | "none";
        /**
         * NotificationPreferenceChanges
         * @description What to change: of `kinds`, only the kinds and channels that are sent. `reminders` has `minutes_before`, the minutes before the start of a session. `language` and `time_zone` are those of your account.
         */
        NotificationPreferenceChanges: {
            kinds?: {
                [key: string]: {
                    [key: string]: boolean;
                };
            };
            language?: components["schemas"]["Language"] | null;
            reminders?: {
                [key: string]: number[];
            };
            time_zone?: string | null;
        };
        /**
         * NotificationPreferences
         * @description What you are told by which way, when you are reminded of sessions, and the language and time zone in which mails to you are written (null: the organisation's).
         */
        NotificationPreferences: {
            /** @description The kinds that cannot be switched off. */
            fixed: string[];
            /** @description By kind, whether you are told on the screen and by mail. */
            kinds: {
                [key: string]: components["schemas"]["NotificationChannels"];
            };
            language: components["schemas"]["Language"] | null;
            reminders: components["schemas"]["Reminders"];
            time_zone: string | null;
        };
        /**
         * NotificationSubject
         * @description What a notification is about.
         */
        NotificationSubject: {
            id: number;
            /** @description The title of the session, or the name of the person. */
            title: string;
            /** @description `session` or `user`, or one that a feature adds. */
            type: string;
        };
        /**
         * OidcProvider
         * @description A provider of OpenID Connect by which people sign in, as it is named on the button.
         */
        OidcProvider: {
            name: string;
        };
        /**
         * OpenSignIn
         * @description A device on which you are signed in; `current` is the one that this request came from.
         */
        OpenSignIn: {
            /** @description The network address it was begun from; empty if it is not known. */
            address: string;
            /** @description The `User-Agent` it was begun with. */
            agent: string;
            /** Format: date-time */
            created_at: string;
            current: boolean;
            id: number;
            /**
             * Format: date-time
             * @description When the last request was made, up to a minute ago.
             */
            last_seen_at: string;
        };
        /**
         * Organisation
         * @description The organisation's settings. `mail_from_name` and `fixed` are for admins; others get null and nothing.
         */
        Organisation: {
            /** @description 12 or 24: whether times are shown as 1:30 PM or as 13:30. */
            clock: components["schemas"]["Clock"];
            /** @description Fields that users and sessions have in addition, as `custom`. */
            custom_fields: components["schemas"]["CustomField"][];
            /** @description Settings that the operator has fixed in the environment. For admins. */
            fixed: string[];
            /** @description How many minutes before the start trainees are offered the link to join. */
            join_minutes_before: number;
            /** @description What people see unless they choose another language. */
            language: components["schemas"]["Language"];
            /** @description Relative to the API. It changes with the image; null without a logo. */
            logo_url: string | null;
            /** @description The sender's name in mails; empty: the organisation's name. For admins. */
            mail_from_name: string | null;
            /** @description Shown on the sign-in page, in the client and on reports; may be empty. */
            name: string;
            /** @description The shortest password that people may choose. */
            password_min_length: number;
            /** @description The IANA time zone of new sessions, of statistics and of reports. */
            time_zone: string;
            /** @description Counts the changes; also the value of `ETag`. */
            version: number;
            /** @description 1 is Monday, 7 is Sunday. */
            week_starts_on: number;
            working_hours: components["schemas"]["WorkingHours"][];
        };
        /**
         * OrganisationChanges
         * @description The settings to change. `custom_fields` and `working_hours` replace the whole list.
         */
        OrganisationChanges: {
            /** @description 12 or 24: whether times are shown as 1:30 PM or as 13:30. */
            clock?: components["schemas"]["Clock"];
            /** @description Fields that users and sessions have in addition, as `custom`. */
            custom_fields?: components["schemas"]["CustomField"][];
            /** @description How many minutes before the start trainees are offered the link to join. */
            join_minutes_before?: number;
            /** @description What people see unless they choose another language. */
            language?: components["schemas"]["Language"];
            /** @description The sender's name in mails; empty: the organisation's name. For admins. */
            mail_from_name?: string;
            name?: string;
            /** @description The shortest password that people may choose. */
            password_min_length?: number;
            /** @description The IANA time zone of new sessions, of statistics and of reports. */
            time_zone?: string;
            /** @description 1 is Monday, 7 is Sunday. */
            week_starts_on?: number;
            working_hours?: components["schemas"]["WorkingHours"][];
        };
        /**
         * OutboxMail
         * @description A mail as admins see it in the outbox: never what it says.
         */
        OutboxMail: {
            /** @description How often it has been tried. */
            attempts: number;
            /** Format: date-time */
            created_at: string;
            /** @description Why the last attempt failed: the mail server's reply, or what happened instead. */
            error: string | null;
            id: number;
            /** @description What it is about. */
            kind: string;
            /**
             * Format: date-time
             * @description When it is sent, or tried again; null if it was sent, or has failed.
             */
            next_at: string | null;
            /** @description What that means. */
            reason: components["schemas"]["Reason"] | null;
            /** Format: date-time */
            sent_at: string | null;
            /** @description `held`: waits in case something else changes; `queued`: is sent as soon as possible, or tried again at `next_at`; `failed`: is not tried again by itself. */
            state: components["schemas"]["MailState"];
            /** @description In the language of whom it is for. */
            subject: string;
            /** @description Whom it is for. */
            to: components["schemas"]["Person"];
        };
        /**
         * Overview
         * @description Statistics for a period, by week and hour in a time zone. Sessions belong to the period in which they start.
         */
        Overview: {
            /** @description The busiest hour of `week_grid`, the earliest if there are several; null if there are no sessions. */
            busiest: components["schemas"]["BusiestHour"] | null;
            /**
             * Format: date-time
             * @description The end of the period, exclusive.
             */
            ends_at: string;
            /** @description Trainees who were marked absent, at most 20: most absences first, then those with the fewest marks, then by id. */
            no_shows: components["schemas"]["NoShow"][];
            /**
             * Format: date-time
             * @description The start of the period.
             */
            starts_at: string;
            /** @description The IANA time zone of weeks, weekdays and hours. */
            time_zone: string;
            /** @description The whole period. */
            totals: components["schemas"]["Totals"];
            /** @description Those with completed sessions, most hours first, then by id. */
            trainers: components["schemas"]["TrainerNumbers"][];
            /** @description Number of sessions that start in each hour of the week, not counting cancelled ones: 7 lists, Monday to Sunday, of 24 numbers, starting with the hour from 00:00. */
            week_grid: number[][];
            /** @description Every ISO week that overlaps the period, in order, including empty ones. */
            weeks: components["schemas"]["WeekNumbers"][];
        };
        /**
         * OwnPassword
         * @description A new password for yourself.
         */
        OwnPassword: {
            /** @description At least 6 characters, or more if the installation requires it; at most 256; any Unicode. */
            new_password: string;
        };
        /**
         * PasswordAction
         * @description What happened to a password.
         * @enum {string}
         */
        PasswordAction: "created" | "changed" | "reset";
        /**
         * PasswordByLink
         * @description The token in a link, and a new password.
         */
        PasswordByLink: {
            /** @description At least 6 characters, or more if the installation requires it; at most 256; any Unicode. */
            new_password: string;
            /** @description What follows `#` in the link. */
            token: string;
        };
        /**
         * PasswordChange
         * @description A new password for yourself, and the current one unless it is temporary or you are an admin.
         */
        PasswordChange: {
            /** @description Admins may omit it, and so may anybody whose password is temporary. */
            current_password?: string | null;
            /** @description At least 6 characters, or more if the installation requires it; at most 256; any Unicode. */
            new_password: string;
        };
        /**
         * PasswordChanged
         * @description The password was changed and all earlier tokens were revoked; this one replaces the caller's.
         */
        PasswordChanged: {
            /** @description A JWT. Send it as `Authorization: Bearer …`. */
            access_token: string;
            /** @description How long the token lasts, in seconds. */
            expires_in: number;
            message: string;
            token_type: string;
        };
        /**
         * PasswordRecord
         * @description One entry in the password log. `performed_by` is null when the system itself acted.
         */
        PasswordRecord: {
            action: components["schemas"]["PasswordAction"];
            details: string;
            id: number;
            /** @description Who did it; null for the system. */
            performed_by: number | null;
            /** Format: date-time */
            timestamp: string;
            user_id: number;
        };
        /**
         * PasswordReset
         * @description A new temporary password for another user; generated if omitted.
         */
        PasswordReset: {
            /** @description At least 6 characters, or more if the installation requires it; at most 256; any Unicode. */
            new_password?: string | null;
        };
        /**
         * PasswordResetResult
         * @description The password was reset. If it was generated, this is the only time it is shown.
         */
        PasswordResetResult: {
            message: string;
            /** @description Only present if it was generated. It is never shown again. */
            temporary_password?: string;
        };
        /**
         * Person
         * @description A person as shown to others.
         */
        Person: {
            id: number;
            /** @description First and last name, or “Deleted user”. */
            name: string;
        };
        /**
         * Problem
         * @description Problem details (RFC 9457); some codes have additional members.
         */
        Problem: {
            capacity?: number;
            /** @description A stable identifier for programs. */
            code: string;
            conflicts?: components["schemas"]["Clash"][];
            /** @description What is stored now. */
            current?: Record<string, never>;
            /** @description A sentence for people that says what to do. */
            detail: string;
            /** @description Every invalid field. */
            errors?: components["schemas"]["FieldError"][];
            /** @description The settings that are fixed. */
            fields?: string[];
            /**
             * Format: date-time
             * @description When everybody is free.
             */
            next_free?: string;
            session_ids?: number[];
            status: number;
            /** @description The status in words. */
            title: string;
            trainee_count?: number;
            trainee_ids?: number[];
            /**
             * Format: uri-reference
             * @description The URL that explains the code.
             */
            type: string;
        };
        /**
         * ReadNotifications
         * @description What you have read: these `ids` (others are ignored), or everything `up_to` one of them and older.
         */
        ReadNotifications: {
            ids?: number[] | null;
            /** @description This one and all older ones. */
            up_to?: number | null;
        };
        /**
         * Reason
         * @description Why a mail was not delivered, as far as the mail server's reply tells. The first four concern every mail.
         * @enum {string}
         */
        Reason: "unreachable" | "no_tls" | "sign_in_refused" | "sender_refused" | "postponed" | "address_refused" | "mailbox_full" | "policy" | "too_large" | "mail_refused" | "not_written";
        /**
         * Reminders
         * @description When somebody is reminded of a session: minutes before its start.
         */
        Reminders: {
            /** @description 5 to 20160 minutes before the start, at most five. */
            minutes_before: number[];
        };
        /**
         * Reply
         * @description Whether a trainee says that they will come.
         * @enum {string}
         */
        Reply: "coming" | "not_coming";
        /**
         * Role
         * @description A user's role in the organisation.
         * @enum {string}
         */
        Role: "admin" | "trainer" | "trainee";
        /**
         * Section
         * @description The tables of a report.
         * @enum {string}
         */
        Section: "users" | "sessions" | "attendance";
        /**
         * Separator
         * @description What stands between the values of a line of CSV.
         * @enum {string}
         */
        Separator: "comma" | "semicolon" | "tab";
        /**
         * Session
         * @description A training session with the names of its people. Trainees do not see the other trainees.
         */
        Session: {
            /** @description The marks so far. Trainees see only their own. */
            attendance: components["schemas"]["AttendanceMark"][];
            /** @description Maximum number of trainees; null means no limit. */
            capacity: number | null;
            /** @description Where an online session takes place; http or https only. */
            class_link: string | null;
            /**
             * Format: date-time
             * @description When it was completed or cancelled; null while it is scheduled.
             */
            closed_at: string | null;
            /** @description Who completed or cancelled it. */
            closed_by: number | null;
            /** Format: date-time */
            created_at: string;
            /** @description Who created it; null if that is not known. */
            created_by: number | null;
            /** @description The organisation's own fields, by key. */
            custom: {
                [key: string]: string | number | boolean | null;
            };
            description: string;
            duration_minutes: number;
            /**
             * Format: date-time
             * @description `scheduled_date` plus `duration_minutes`, exclusive.
             */
            ends_at: string;
            /** @description Its id in another system; unique. Only admins can change it. */
            external_id: string | null;
            id: number;
            /** @description Where people meet: a room, an address. */
            location: string | null;
            /** @description Of those who have said whether they will come. Trainees see only their own. */
            replies: components["schemas"]["TraineeReply"][];
            /**
             * Format: date-time
             * @description When it starts (RFC 3339, with an offset); responses are in UTC.
             */
            scheduled_date: string;
            status: components["schemas"]["SessionStatus"];
            /** @description Why it was cancelled. */
            status_reason: string | null;
            /** @description The IANA time zone in which the session is planned. */
            time_zone: string;
            title: string;
            /** @description The number of all trainees, whoever is asking. */
            trainee_count: number;
            /** @description The first of `trainee_ids`, or null; in requests a short form for a single trainee. */
            trainee_id: number | null;
            /** @description In the order they were added. Trainees see only themselves. */
            trainee_ids: number[];
            trainees: components["schemas"]["Person"][];
            trainer: components["schemas"]["Person"];
            /** @description Who leads it. By default the caller; trainers can only choose themselves. */
            trainer_id: number;
            /** Format: date-time */
            updated_at: string;
            /** @description Counts the changes; also the value of `ETag`. */
            version: number;
        };
        /**
         * SessionBrief
         * @description A session in brief.
         */
        SessionBrief: {
            /**
             * Format: date-time
             * @description `scheduled_date` plus `duration_minutes`, exclusive.
             */
            ends_at: string;
            id: number;
            /**
             * Format: date-time
             * @description When it starts (RFC 3339, with an offset); responses are in UTC.
             */
            scheduled_date: string;
            title: string;
        };
        /**
         * SessionChanges
         * @description The fields of a session to change. `trainee_ids` replaces the whole list; `status_reason` goes with cancelling; of `custom`, only the keys that are sent change, and null clears one, as it does `description`.
         */
        SessionChanges: {
            /** @description Maximum number of trainees; null means no limit. */
            capacity?: number | null;
            /**
             * Format: uri
             * @description Where an online session takes place; http or https only.
             */
            class_link?: string | null;
            /** @description The organisation's own fields, by key. */
            custom?: {
                [key: string]: string | number | boolean | null;
            };
            description?: string | null;
            duration_minutes?: number;
            /** @description Its id in another system; unique. Only admins can change it. */
            external_id?: string | null;
            /** @description Where people meet: a room, an address. */
            location?: string | null;
            /**
             * Format: date-time
             * @description When it starts (RFC 3339, with an offset); responses are in UTC.
             */
            scheduled_date?: string;
            status?: components["schemas"]["SessionStatus"];
            /** @description Why it was cancelled. */
            status_reason?: string | null;
            /** @description The IANA time zone in which the session is planned. */
            time_zone?: string;
            title?: string;
            /** @description The first of `trainee_ids`, or null; in requests a short form for a single trainee. */
            trainee_id?: number | null;
            /** @description In the order they were added. Trainees see only themselves. */
            trainee_ids?: number[];
            /** @description Who leads it. By default the caller; trainers can only choose themselves. */
            trainer_id?: number;
        };
        /**
         * SessionCounts
         * @description Number of sessions by status.
         */
        SessionCounts: {
            cancelled: number;
            completed: number;
            scheduled: number;
        };
        /**
         * SessionNotification
         * @description What somebody was told about a session: on the screen, unless they have switched that off, and by mail.
         */
        SessionNotification: {
            actor: components["schemas"]["Person"] | null;
            /** @description What they did not know before. */
            changes: components["schemas"]["NotificationChange"][];
            /**
             * Format: date-time
             * @description When it happened.
             */
            created_at: string;
            id: number;
            kind: string;
            mail: components["schemas"]["NotificationMail"];
            /** @description Whether it is among their notifications; false if they have switched that off. */
            on_screen: boolean;
            /** @description Who was told. */
            person: components["schemas"]["Person"];
            /**
             * Format: date-time
             * @description When they read it there; null if they have not.
             */
            read_at: string | null;
        };
        /**
         * SessionStatus
         * @description The status of a session.
         * @enum {string}
         */
        SessionStatus: "scheduled" | "completed" | "cancelled";
        /**
         * SetAsideEvent
         * @description An event that a consumer could not handle and has left behind.
         */
        SetAsideEvent: {
            /** @description Why the next event failed, or this one; null if nothing fails. */
            error: string;
            /** @description The class of the error. */
            error_type: string;
            event_type: string;
            /** @description Of the event in the log. */
            position: number;
            /** @description Somebody wants it to be tried again; that has not happened yet. */
            retry_requested: boolean;
            /** Format: date-time */
            set_aside_at: string;
            /** @description How often the event has failed. */
            tries: number;
        };
        /**
         * SignIn
         * @description A username (or e-mail address) and the password.
         */
        SignIn: {
            /** @description Any text. */
            password: string;
            /** @description The username or the e-mail address; case is ignored. */
            username: string;
        };
        /**
         * SignInOptions
         * @description What the sign-in page shows, and the ways to sign in that this installation offers.
         */
        SignInOptions: {
            forgot_password: boolean;
            /** @description What people see unless they choose another language. */
            language: components["schemas"]["Language"];
            /** @description Relative to the API. It changes with the image; null without a logo. */
            logo_url: string | null;
            oidc: components["schemas"]["OidcProvider"] | null;
            organisation: string;
            password: boolean;
            /** @description Whether there is a mail server; without one each mail is a file in the data folder. */
            sends_mail: boolean;
        };
        /**
         * TokenResponse
         * @description A new token, how many seconds it lasts, and whose it is.
         */
        TokenResponse: {
            /** @description A JWT. Send it as `Authorization: Bearer …`. */
            access_token: string;
            /** @description How long the token lasts, in seconds. */
            expires_in: number;
            /** @description True while the password is temporary; most calls are refused until it is changed. */
            force_password_change: boolean;
            token_type: string;
            user: components["schemas"]["User"];
        };
        /**
         * Totals
         * @description Totals for the whole period.
         */
        Totals: {
            /** @description Present and late marks, divided by present, late and absent marks: a number from 0 to 1. Excused and missing marks do not count, nor do cancelled sessions. null if there are no marks. */
            attendance_rate: number | null;
            /** @description Total length of the completed sessions, in hours. */
            hours_delivered: number;
            sessions: components["schemas"]["SessionCounts"];
        };
        /**
         * TraineeList
         * @description Trainees to add to a session: all of them, or none.
         */
        TraineeList: {
            /** @description The trainees to add. */
            trainee_ids: number[];
        };
        /**
         * TraineeProgress
         * @description A trainee's progress. Cancelled sessions do not count.
         */
        TraineeProgress: {
            /** @description Present and late marks, divided by present, late and absent marks: a number from 0 to 1. Excused and missing marks do not count, nor do cancelled sessions. null if there are no marks. */
            attendance_rate: number | null;
            /** @description Sessions in which they were marked present or late. */
            attended: number;
            /** @description Sessions that are completed or in which this trainee is marked. */
            held: number;
            /** @description How long they were in the sessions attended, in hours. */
            hours_attended: number;
            /** @description The sessions held, by this trainee's mark. */
            marks: components["schemas"]["MarkCounts"];
            /**
             * Format: date-time
             * @description When the next upcoming session starts; null if there is none.
             */
            next_at: string | null;
            trainee: components["schemas"]["Person"];
            /** @description The sessions held in which this trainee is not marked. */
            unmarked: number;
            /** @description Scheduled sessions that start in the future. */
            upcoming: number;
        };
        /**
         * TraineeReply
         * @description Whether a trainee says that they will come, and why not.
         */
        TraineeReply: {
            note: string | null;
            reply: components["schemas"]["Reply"];
            /** @description The trainee. */
            trainee_id: number;
        };
        /**
         * TrainerNumbers
         * @description What one trainer delivered.
         */
        TrainerNumbers: {
            /** @description Present and late marks, divided by present, late and absent marks: a number from 0 to 1. Excused and missing marks do not count, nor do cancelled sessions. null if there are no marks. */
            attendance_rate: number | null;
            /** @description Total length of the completed sessions, in hours. */
            hours_delivered: number;
            /** @description The completed sessions. */
            sessions_delivered: number;
            trainer: components["schemas"]["Person"];
        };
        /**
         * User
         * @description A user: an account with a name and a role. Passwords are stored elsewhere and never leave the core.
         */
        User: {
            /** Format: date-time */
            created_at: string;
            /** @description The values of the fields that the organisation has defined for users. */
            custom: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Unique, ignoring case. */
            email: string;
            /** @description The id of this person in another system; unique. For admins. */
            external_id: string | null;
            first_name: string;
            id: number;
            is_temporary_password: boolean;
            /** @description The language for this person; null: the organisation's. */
            language: components["schemas"]["Language"] | null;
            /** @description Empty for people who have one name. */
            last_name: string;
            /** @description First and last name. */
            name: string;
            /** @description A new e-mail address that has not been confirmed yet. */
            pending_email: string | null;
            role: components["schemas"]["Role"];
            /** @description `invited`: has not accepted yet; `no_sign_in`: has no password; `deactivated`: cannot sign in, gets no mail and is offered for nothing new. Admins set `deactivated` and `active`; resetting the password of somebody who has none makes them `active`. */
            status: components["schemas"]["UserStatus"];
            /** @description The IANA time zone of this person; null: the organisation's. */
            time_zone: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @description Letters, digits, dots, underscores and hyphens; unique, ignoring case. */
            username: string;
            /** @description Counts the changes; also the value of `ETag`. */
            version: number;
        };
        /**
         * UserChanges
         * @description The fields of a user to change; of `custom`, the keys that are sent, and null clears one. `status` can become `deactivated`, and `active` again. `current_password` is needed to change your own e-mail address, unless you are an admin. The new one becomes `pending_email` until it is confirmed, if links can be mailed.
         */
        UserChanges: {
            current_password?: string;
            /** @description The values of the fields that the organisation has defined for users. */
            custom?: {
                [key: string]: string | number | boolean | null;
            };
            /**
             * Format: email
             * @description Unique, ignoring case.
             */
            email?: string;
            /** @description The id of this person in another system; unique. For admins. */
            external_id?: string | null;
            first_name?: string;
            /** @description The language for this person; null: the organisation's. */
            language?: components["schemas"]["Language"] | null;
            /** @description Empty for people who have one name. */
            last_name?: string;
            role?: components["schemas"]["Role"];
            /** @description `invited`: has not accepted yet; `no_sign_in`: has no password; `deactivated`: cannot sign in, gets no mail and is offered for nothing new. Admins set `deactivated` and `active`; resetting the password of somebody who has none makes them `active`. */
            status?: components["schemas"]["UserStatus"];
            /** @description The IANA time zone of this person; null: the organisation's. */
            time_zone?: string | null;
            /** @description Letters, digits, dots, underscores and hyphens; unique, ignoring case. */
            username?: string;
        };
        /**
         * UserCounts
         * @description Number of users by role.
         */
        UserCounts: {
            admin: number;
            trainee: number;
            trainer: number;
        };
        /**
         * UserOrder
         * @description By this field, then by id; with `-` in descending order.
         * @enum {string}
         */
        UserOrder: "id" | "-id" | "name" | "-name" | "username" | "-username" | "email" | "-email";
        /**
         * UserStatus
         * @description Whether somebody can use the system: `invited` people have not accepted yet, those with `no_sign_in` have no password, `deactivated` ones are only history.
         * @enum {string}
         */
        UserStatus: "active" | "invited" | "no_sign_in" | "deactivated";
        /**
         * WeekNumbers
         * @description One ISO week, Monday to Sunday. The first and the last only count what is in the period.
         */
        WeekNumbers: {
            /** @description Present and late marks, divided by present, late and absent marks: a number from 0 to 1. Excused and missing marks do not count, nor do cancelled sessions. null if there are no marks. */
            attendance_rate: number | null;
            /** @description The sessions that start in this week, by status. */
            sessions: components["schemas"]["SessionCounts"];
            /**
             * Format: date
             * @description The Monday.
             */
            starts_on: string;
            /** @description In ISO 8601 format, such as `2026-W19`. */
            week: string;
        };
        /**
         * WorkingHours
         * @description When work is usually done on one weekday (1 is Monday); a weekday may have several.
         */
        WorkingHours: {
            from: string;
            to: string;
            /** @description 1 is Monday, 7 is Sunday. */
            weekday: number;
        };
    };
    responses: never;
    parameters: {
        /**
         * @description Within 24 hours, the same request with the same key gets the first response again.
         * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
         */
        IdempotencyKey: string;
        /**
         * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
         * @example "3"
         */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description The suggested file name.
         * @example attachment; filename="training-report-20260504.pdf"
         */
        "Content-Disposition": string;
        /**
         * @description The version, quoted, for `If-Match`.
         * @example "3"
         */
        ETag: string;
        /**
         * @description The next page, while there is one: `<…>; rel="next"`.
         * @example </users/?cursor=WzFd>; rel="next"
         */
        Link: string;
        /**
         * @description The URL of the new resource.
         * @example /sessions/12
         */
        Location: string;
        /**
         * @description How many seconds to wait.
         * @example 60
         */
        "Retry-After": number;
        /**
         * @description What is wrong with the token (RFC 6750).
         * @example Bearer error="invalid_token"
         */
        "WWW-Authenticate": string;
        /**
         * @description The response reflects all events up to this position, and perhaps later ones.
         * @example 5f0c.42.a1b2
         */
        "X-Event-Position": string;
        /**
         * @description Identifies this request in the logs; yours, if you sent one.
         * @example 9f86d081884c7d65
         */
        "X-Request-ID": string;
        /**
         * @description The total number of items.
         * @example 120
         */
        "X-Total-Count": number;
    };
    pathItems: never;
}
export type AddressRefusal = components['schemas']['AddressRefusal'];
export type Assignment = components['schemas']['Assignment'];
export type AssignmentView = components['schemas']['AssignmentView'];
export type Attendance = components['schemas']['Attendance'];
export type AttendanceMark = components['schemas']['AttendanceMark'];
export type AttendanceRecord = components['schemas']['AttendanceRecord'];
export type AttendanceStatus = components['schemas']['AttendanceStatus'];
export type Attention = components['schemas']['Attention'];
export type BusiestHour = components['schemas']['BusiestHour'];
export type CalendarAddress = components['schemas']['CalendarAddress'];
export type CalendarStatus = components['schemas']['CalendarStatus'];
export type Clash = components['schemas']['Clash'];
export type Clock = components['schemas']['Clock'];
export type ConflictKind = components['schemas']['ConflictKind'];
export type Conflicts = components['schemas']['Conflicts'];
export type Consumer = components['schemas']['Consumer'];
export type Contents = components['schemas']['Contents'];
export type CreatedUser = components['schemas']['CreatedUser'];
export type CustomField = components['schemas']['CustomField'];
export type CustomFieldOwner = components['schemas']['CustomFieldOwner'];
export type CustomFieldType = components['schemas']['CustomFieldType'];
export type Done = components['schemas']['Done'];
export type DoubleBooking = components['schemas']['DoubleBooking'];
export type EmailConfirmation = components['schemas']['EmailConfirmation'];
export type FieldError = components['schemas']['FieldError'];
export type ForgottenPassword = components['schemas']['ForgottenPassword'];
export type Format = components['schemas']['Format'];
export type Health = components['schemas']['Health'];
export type Language = components['schemas']['Language'];
export type MailState = components['schemas']['MailState'];
export type MailStatus = components['schemas']['MailStatus'];
export type MarkCounts = components['schemas']['MarkCounts'];
export type NewAssignment = components['schemas']['NewAssignment'];
export type NewReply = components['schemas']['NewReply'];
export type NewSession = components['schemas']['NewSession'];
export type NewUser = components['schemas']['NewUser'];
export type NoShow = components['schemas']['NoShow'];
export type Notification = components['schemas']['Notification'];
export type NotificationChange = components['schemas']['NotificationChange'];
export type NotificationChannels = components['schemas']['NotificationChannels'];
export type NotificationMail = components['schemas']['NotificationMail'];
export type NotificationMailState = components['schemas']['NotificationMailState'];
export type NotificationPreferenceChanges = components['schemas']['NotificationPreferenceChanges'];
export type NotificationPreferences = components['schemas']['NotificationPreferences'];
export type NotificationSubject = components['schemas']['NotificationSubject'];
export type OidcProvider = components['schemas']['OidcProvider'];
export type OpenSignIn = components['schemas']['OpenSignIn'];
export type Organisation = components['schemas']['Organisation'];
export type OrganisationChanges = components['schemas']['OrganisationChanges'];
export type OutboxMail = components['schemas']['OutboxMail'];
export type Overview = components['schemas']['Overview'];
export type OwnPassword = components['schemas']['OwnPassword'];
export type PasswordAction = components['schemas']['PasswordAction'];
export type PasswordByLink = components['schemas']['PasswordByLink'];
export type PasswordChange = components['schemas']['PasswordChange'];
export type PasswordChanged = components['schemas']['PasswordChanged'];
export type PasswordRecord = components['schemas']['PasswordRecord'];
export type PasswordReset = components['schemas']['PasswordReset'];
export type PasswordResetResult = components['schemas']['PasswordResetResult'];
export type Person = components['schemas']['Person'];
export type Problem = components['schemas']['Problem'];
export type ReadNotifications = components['schemas']['ReadNotifications'];
export type Reason = components['schemas']['Reason'];
export type Reminders = components['schemas']['Reminders'];
export type Reply = components['schemas']['Reply'];
export type Role = components['schemas']['Role'];
export type Section = components['schemas']['Section'];
export type Separator = components['schemas']['Separator'];
export type Session = components['schemas']['Session'];
export type SessionBrief = components['schemas']['SessionBrief'];
export type SessionChanges = components['schemas']['SessionChanges'];
export type SessionCounts = components['schemas']['SessionCounts'];
export type SessionNotification = components['schemas']['SessionNotification'];
export type SessionStatus = components['schemas']['SessionStatus'];
export type SetAsideEvent = components['schemas']['SetAsideEvent'];
export type SignIn = components['schemas']['SignIn'];
export type SignInOptions = components['schemas']['SignInOptions'];
export type TokenResponse = components['schemas']['TokenResponse'];
export type Totals = components['schemas']['Totals'];
export type TraineeList = components['schemas']['TraineeList'];
export type TraineeProgress = components['schemas']['TraineeProgress'];
export type TraineeReply = components['schemas']['TraineeReply'];
export type TrainerNumbers = components['schemas']['TrainerNumbers'];
export type User = components['schemas']['User'];
export type UserChanges = components['schemas']['UserChanges'];
export type UserCounts = components['schemas']['UserCounts'];
export type UserOrder = components['schemas']['UserOrder'];
export type UserStatus = components['schemas']['UserStatus'];
export type WeekNumbers = components['schemas']['WeekNumbers'];
export type WorkingHours = components['schemas']['WorkingHours'];
export type ParameterIdempotencyKey = components['parameters']['IdempotencyKey'];
export type ParameterIfMatch = components['parameters']['IfMatch'];
export type HeaderContentDisposition = components['headers']['Content-Disposition'];
export type HeaderETag = components['headers']['ETag'];
export type HeaderLink = components['headers']['Link'];
export type HeaderLocation = components['headers']['Location'];
export type HeaderRetryAfter = components['headers']['Retry-After'];
export type HeaderWwwAuthenticate = components['headers']['WWW-Authenticate'];
export type HeaderXEventPosition = components['headers']['X-Event-Position'];
export type HeaderXRequestId = components['headers']['X-Request-ID'];
export type HeaderXTotalCount = components['headers']['X-Total-Count'];
export type $defs = Record<string, never>;
export interface operations {
    get_attention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "clashes": 1,
                     *       "clashes_until": "2026-06-15T07:30:00Z",
                     *       "first_clashes": [
                     *         {
                     *           "person": {
                     *             "id": 7,
                     *             "name": "Tomasz Nowak"
                     *           },
                     *           "session": {
                     *             "id": 15,
                     *             "title": "Fire drill",
                     *             "scheduled_date": "2026-05-04T10:00:00Z",
                     *             "ends_at": "2026-05-04T11:00:00Z"
                     *           },
                     *           "other": {
                     *             "id": 12,
                     *             "title": "First aid, part one",
                     *             "scheduled_date": "2026-05-04T09:00:00Z",
                     *             "ends_at": "2026-05-04T10:30:00Z"
                     *           }
                     *         }
                     *       ],
                     *       "unclosed_sessions": 0,
                     *       "last_unclosed_sessions": [],
                     *       "empty_sessions": 0,
                     *       "first_empty_sessions": [],
                     *       "temporary_passwords": 1,
                     *       "first_temporary_passwords": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "unassigned_trainees": 0,
                     *       "first_unassigned_trainees": []
                     *     }
                     */
                    "application/json": components["schemas"]["Attention"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_overview: {
        parameters: {
            query?: {
                /** @description Start of the period (RFC 3339), at most 5 years before `to`. By default the Monday that makes the period twelve ISO weeks, the last of which contains `to`. */
                from?: string;
                /** @description The IANA time zone of weeks, weekdays and hours. By default the organisation's. */
                time_zone?: string;
                /** @description End of the period (RFC 3339), exclusive. By default now. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "starts_at": "2026-04-20T07:30:00Z",
                     *       "ends_at": "2026-05-05T09:00:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "totals": {
                     *         "sessions": {
                     *           "scheduled": 1,
                     *           "completed": 2,
                     *           "cancelled": 1
                     *         },
                     *         "hours_delivered": 0.06,
                     *         "attendance_rate": 0.8947
                     *       },
                     *       "weeks": [
                     *         {
                     *           "week": "2026-W17",
                     *           "starts_on": "2026-04-20",
                     *           "sessions": {
                     *             "scheduled": 0,
                     *             "completed": 0,
                     *             "cancelled": 0
                     *           },
                     *           "attendance_rate": null
                     *         },
                     *         {
                     *           "week": "2026-W18",
                     *           "starts_on": "2026-04-27",
                     *           "sessions": {
                     *             "scheduled": 0,
                     *             "completed": 0,
                     *             "cancelled": 0
                     *           },
                     *           "attendance_rate": null
                     *         },
                     *         {
                     *           "week": "2026-W19",
                     *           "starts_on": "2026-05-04",
                     *           "sessions": {
                     *             "scheduled": 1,
                     *             "completed": 2,
                     *             "cancelled": 1
                     *           },
                     *           "attendance_rate": 0.8947
                     *         }
                     *       ],
                     *       "trainers": [
                     *         {
                     *           "trainer": {
                     *             "id": 2,
                     *             "name": "Inês Duarte"
                     *           },
                     *           "sessions_delivered": 2,
                     *           "hours_delivered": 0.06,
                     *           "attendance_rate": 0.8947
                     *         }
                     *       ],
                     *       "busiest": {
                     *         "weekday": 1,
                     *         "hour": 10,
                     *         "sessions": 3
                     *       },
                     *       "week_grid": [
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           3,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ],
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ],
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ],
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ],
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ],
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ],
                     *         [
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0,
                     *           0
                     *         ]
                     *       ],
                     *       "no_shows": [
                     *         {
                     *           "trainee": {
                     *             "id": 7,
                     *             "name": "Tomasz Nowak"
                     *           },
                     *           "absences": 1,
                     *           "marked": 2,
                     *           "absence_rate": 0.5
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    count_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "scheduled": 41,
                     *       "completed": 1204,
                     *       "cancelled": 37
                     *     }
                     */
                    "application/json": components["schemas"]["SessionCounts"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    count_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "admin": 2,
                     *       "trainer": 8,
                     *       "trainee": 120
                     *     }
                     */
                    "application/json": components["schemas"]["UserCounts"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_assignments: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description How many items to skip. */
                skip?: number;
                student_id?: number;
                teacher_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 4,
                     *         "student": {
                     *           "id": 7,
                     *           "version": 1,
                     *           "created_at": "2026-04-20T07:30:00Z",
                     *           "updated_at": "2026-04-20T07:30:00Z",
                     *           "username": "tomasz",
                     *           "email": "tomasz@example.org",
                     *           "role": "trainee",
                     *           "first_name": "Tomasz",
                     *           "last_name": "Nowak",
                     *           "name": "Tomasz Nowak",
                     *           "is_temporary_password": false,
                     *           "language": null,
                     *           "time_zone": null,
                     *           "status": "active",
                     *           "pending_email": null,
                     *           "external_id": null,
                     *           "custom": {}
                     *         },
                     *         "teacher": {
                     *           "id": 2,
                     *           "version": 1,
                     *           "created_at": "2026-04-20T07:30:00Z",
                     *           "updated_at": "2026-04-20T07:30:00Z",
                     *           "username": "ines",
                     *           "email": "ines@example.org",
                     *           "role": "trainer",
                     *           "first_name": "Inês",
                     *           "last_name": "Duarte",
                     *           "name": "Inês Duarte",
                     *           "is_temporary_password": false,
                     *           "language": null,
                     *           "time_zone": null,
                     *           "status": "active",
                     *           "pending_email": null,
                     *           "external_id": null,
                     *           "custom": {}
                     *         },
                     *         "assigned_date": "2026-04-20T07:30:00Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["AssignmentView"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assign_student: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "student_id": 7,
                 *       "teacher_id": 2
                 *     }
                 */
                "application/json": components["schemas"]["NewAssignment"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 4,
                     *       "student_id": 7,
                     *       "teacher_id": 2,
                     *       "assigned_date": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Assignment"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `already_assigned`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unassign_student: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                student_id: number;
                teacher_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_password_log: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description How many items to skip. */
                skip?: number;
                user_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 31,
                     *         "user_id": 7,
                     *         "action": "reset",
                     *         "performed_by": 1,
                     *         "timestamp": "2026-04-20T07:30:00Z",
                     *         "details": "A temporary password was generated."
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["PasswordRecord"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    admin_change_password: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "new_password": "staple of hay 7"
                 *     }
                 */
                "application/json": components["schemas"]["OwnPassword"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Your password has been changed.",
                     *       "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl",
                     *       "token_type": "bearer",
                     *       "expires_in": 86400
                     *     }
                     */
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`, `password_common`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`, `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "new_password": "staple of hay 7",
                 *       "current_password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Your password has been changed.",
                     *       "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl",
                     *       "token_type": "bearer",
                     *       "expires_in": 86400
                     *     }
                     */
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`, `wrong_current_password`, `password_common`, `password_unchanged`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`, `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "b7Q0mYtXw2JrZ5nGk9VvLd3sAeHc8uPf1oTi6yRqKxM"
                 *     }
                 */
                "application/json": components["schemas"]["EmailConfirmation"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `email_taken`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `link_expired`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "ines"
                 *     }
                 */
                "application/json": components["schemas"]["ForgottenPassword"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "ines",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl",
                     *       "token_type": "bearer",
                     *       "expires_in": 86400,
                     *       "user": {
                     *         "id": 2,
                     *         "version": 1,
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "updated_at": "2026-04-20T07:30:00Z",
                     *         "username": "ines",
                     *         "email": "ines@example.org",
                     *         "role": "trainer",
                     *         "first_name": "Inês",
                     *         "last_name": "Duarte",
                     *         "name": "Inês Duarte",
                     *         "is_temporary_password": false,
                     *         "language": null,
                     *         "time_zone": null,
                     *         "status": "active",
                     *         "pending_email": null,
                     *         "external_id": null,
                     *         "custom": {}
                     *       },
                     *       "force_password_change": false
                     *     }
                     */
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `invalid_credentials`, `password_expired`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "ines",
                     *       "email": "ines@example.org",
                     *       "role": "trainer",
                     *       "first_name": "Inês",
                     *       "last_name": "Duarte",
                     *       "name": "Inês Duarte",
                     *       "is_temporary_password": false,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {}
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sign_in_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "organisation": "Lakeside College",
                     *       "logo_url": "/organisation/logo?v=9f86d081884c7d65",
                     *       "language": "en",
                     *       "password": true,
                     *       "forgot_password": false,
                     *       "sends_mail": false,
                     *       "oidc": null
                     *     }
                     */
                    "application/json": components["schemas"]["SignInOptions"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "new_password": "staple of hay 7"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "The password of Tomasz Nowak has been reset.",
                     *       "temporary_password": "k7vRmXq2hTzB9w"
                     *     }
                     */
                    "application/json": components["schemas"]["PasswordResetResult"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`, `password_common`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`, `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "Zk3v8mWqT1b7nYc5XhE2uJ9sLrA4gD6pQoF0iKtMwVy",
                 *       "new_password": "staple of hay 7"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordByLink"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Your password has been changed.",
                     *       "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl",
                     *       "token_type": "bearer",
                     *       "expires_in": 86400
                     *     }
                     */
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `link_expired`, `password_common`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sign_ins: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description How many items to skip. */
                skip?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 118,
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "last_seen_at": "2026-04-20T07:30:00Z",
                     *         "address": "192.0.2.17",
                     *         "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
                     *         "current": true
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["OpenSignIn"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sign_ins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sign_in_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The secret, and `.ics`. */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_consumers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "name": "certificates",
                     *         "is_gone": false,
                     *         "position": 1204,
                     *         "behind": 1,
                     *         "waiting_since": "2026-04-20T07:30:00Z",
                     *         "holder": "web-1:4711:9f86d081",
                     *         "tries": 0,
                     *         "retry_at": null,
                     *         "error_type": null,
                     *         "error": null,
                     *         "missed": 0,
                     *         "missed_at": null,
                     *         "set_aside_count": 1,
                     *         "set_aside": [
                     *           {
                     *             "position": 1203,
                     *             "event_type": "session_updated",
                     *             "error_type": "KeyError",
                     *             "error": "An unexpected error. The server's log has the details.",
                     *             "tries": 6,
                     *             "set_aside_at": "2026-04-20T07:30:00Z",
                     *             "retry_requested": false
                     *           }
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Consumer"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_consumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `consumer_in_use`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_set_aside_events: {
        parameters: {
            query?: {
                position?: number;
            };
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismiss_set_aside_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                position: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_liveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description How many items to skip. */
                skip?: number;
                /** @description Only what you have not read. */
                unread?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 118,
                     *         "kind": "session_changed",
                     *         "subject": {
                     *           "type": "session",
                     *           "id": 12,
                     *           "title": "First aid, part one"
                     *         },
                     *         "actor": {
                     *           "id": 2,
                     *           "name": "Inês Duarte"
                     *         },
                     *         "changes": [
                     *           {
                     *             "field": "scheduled_date",
                     *             "before": "2026-05-04T09:00:00Z",
                     *             "after": "2026-05-04T11:00:00Z"
                     *           }
                     *         ],
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "read_at": null
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Notification"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": {
                     *         "session_assigned": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_changed": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_cancelled": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_removed": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_reminder": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "attendance_missing": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "trainer_assigned": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "reply_received": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "address_refused": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "password_reset": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "sign_in_warning": {
                     *           "screen": true,
                     *           "mail": true
                     *         }
                     *       },
                     *       "reminders": {
                     *         "minutes_before": [
                     *           1440,
                     *           60
                     *         ]
                     *       },
                     *       "language": "en",
                     *       "time_zone": "Europe/Lisbon",
                     *       "fixed": [
                     *         "password_reset",
                     *         "sign_in_warning"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationPreferences"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_preferences: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kinds": {
                 *         "session_reminder": {
                 *           "mail": false
                 *         }
                 *       },
                 *       "reminders": {
                 *         "minutes_before": [
                 *           60
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NotificationPreferenceChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": {
                     *         "session_assigned": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_changed": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_cancelled": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_removed": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "session_reminder": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "attendance_missing": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "trainer_assigned": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "reply_received": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "address_refused": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "password_reset": {
                     *           "screen": true,
                     *           "mail": true
                     *         },
                     *         "sign_in_warning": {
                     *           "screen": true,
                     *           "mail": true
                     *         }
                     *       },
                     *       "reminders": {
                     *         "minutes_before": [
                     *           1440,
                     *           60
                     *         ]
                     *       },
                     *       "language": "en",
                     *       "time_zone": "Europe/Lisbon",
                     *       "fixed": [
                     *         "password_reset",
                     *         "sign_in_warning"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NotificationPreferences"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_notifications_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "up_to": 118
                 *     }
                 */
                "application/json": components["schemas"]["ReadNotifications"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_organisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Lakeside College",
                     *       "logo_url": "/organisation/logo?v=9f86d081884c7d65",
                     *       "time_zone": "Europe/Lisbon",
                     *       "language": "en",
                     *       "week_starts_on": 1,
                     *       "clock": 24,
                     *       "working_hours": [
                     *         {
                     *           "weekday": 1,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 2,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 3,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 4,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 5,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         }
                     *       ],
                     *       "password_min_length": 6,
                     *       "mail_from_name": "Lakeside training",
                     *       "join_minutes_before": 15,
                     *       "custom_fields": [
                     *         {
                     *           "key": "department",
                     *           "of": "user",
                     *           "label": "Department",
                     *           "type": "choice",
                     *           "options": [
                     *             "Sales",
                     *             "Service"
                     *           ],
                     *           "required": false
                     *         }
                     *       ],
                     *       "version": 4,
                     *       "fixed": [
                     *         "time_zone"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_organisation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Lakeside College",
                 *       "week_starts_on": 7
                 *     }
                 */
                "application/json": components["schemas"]["OrganisationChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Lakeside College",
                     *       "logo_url": "/organisation/logo?v=9f86d081884c7d65",
                     *       "time_zone": "Europe/Lisbon",
                     *       "language": "en",
                     *       "week_starts_on": 1,
                     *       "clock": 24,
                     *       "working_hours": [
                     *         {
                     *           "weekday": 1,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 2,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 3,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 4,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 5,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         }
                     *       ],
                     *       "password_min_length": 6,
                     *       "mail_from_name": "Lakeside training",
                     *       "join_minutes_before": 15,
                     *       "custom_fields": [
                     *         {
                     *           "key": "department",
                     *           "of": "user",
                     *           "label": "Department",
                     *           "type": "choice",
                     *           "options": [
                     *             "Sales",
                     *             "Service"
                     *           ],
                     *           "required": false
                     *         }
                     *       ],
                     *       "version": 4,
                     *       "fixed": [
                     *         "time_zone"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `fixed_by_environment`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_logo: {
        parameters: {
            query?: {
                v?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_logo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": string;
                "image/png": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Lakeside College",
                     *       "logo_url": "/organisation/logo?v=9f86d081884c7d65",
                     *       "time_zone": "Europe/Lisbon",
                     *       "language": "en",
                     *       "week_starts_on": 1,
                     *       "clock": 24,
                     *       "working_hours": [
                     *         {
                     *           "weekday": 1,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 2,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 3,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 4,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 5,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         }
                     *       ],
                     *       "password_min_length": 6,
                     *       "mail_from_name": "Lakeside training",
                     *       "join_minutes_before": 15,
                     *       "custom_fields": [
                     *         {
                     *           "key": "department",
                     *           "of": "user",
                     *           "label": "Department",
                     *           "type": "choice",
                     *           "options": [
                     *             "Sales",
                     *             "Service"
                     *           ],
                     *           "required": false
                     *         }
                     *       ],
                     *       "version": 4,
                     *       "fixed": [
                     *         "time_zone"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`, `logo_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_content_encoding`, `unsupported_image`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_logo: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Lakeside College",
                     *       "logo_url": "/organisation/logo?v=9f86d081884c7d65",
                     *       "time_zone": "Europe/Lisbon",
                     *       "language": "en",
                     *       "week_starts_on": 1,
                     *       "clock": 24,
                     *       "working_hours": [
                     *         {
                     *           "weekday": 1,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 2,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 3,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 4,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         },
                     *         {
                     *           "weekday": 5,
                     *           "from": "09:00",
                     *           "to": "17:00"
                     *         }
                     *       ],
                     *       "password_min_length": 6,
                     *       "mail_from_name": "Lakeside training",
                     *       "join_minutes_before": 15,
                     *       "custom_fields": [
                     *         {
                     *           "key": "department",
                     *           "of": "user",
                     *           "label": "Department",
                     *           "type": "choice",
                     *           "options": [
                     *             "Sales",
                     *             "Service"
                     *           ],
                     *           "required": false
                     *         }
                     *       ],
                     *       "version": 4,
                     *       "fixed": [
                     *         "time_zone"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Organisation"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_outbox: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description How many items to skip. */
                skip?: number;
                /** @description Only mails in this state. */
                status?: components["schemas"]["MailState"];
                user_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 204,
                     *         "kind": "test",
                     *         "to": {
                     *           "id": 1,
                     *           "name": "Zoë Lindqvist"
                     *         },
                     *         "subject": "Mail works",
                     *         "state": "queued",
                     *         "attempts": 1,
                     *         "next_at": "2026-04-20T07:30:00Z",
                     *         "error": "451 Try again later",
                     *         "reason": "postponed",
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "sent_at": null
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["OutboxMail"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_outbox_mail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mail_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 204,
                     *       "kind": "test",
                     *       "to": {
                     *         "id": 1,
                     *         "name": "Zoë Lindqvist"
                     *       },
                     *       "subject": "Mail works",
                     *       "state": "queued",
                     *       "attempts": 1,
                     *       "next_at": "2026-04-20T07:30:00Z",
                     *       "error": "451 Try again later",
                     *       "reason": "postponed",
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "sent_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["OutboxMail"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_mail: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                mail_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 204,
                     *       "kind": "test",
                     *       "to": {
                     *         "id": 1,
                     *         "name": "Zoë Lindqvist"
                     *       },
                     *       "subject": "Mail works",
                     *       "state": "queued",
                     *       "attempts": 1,
                     *       "next_at": "2026-04-20T07:30:00Z",
                     *       "error": "451 Try again later",
                     *       "reason": "postponed",
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "sent_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["OutboxMail"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `mail_sent`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retry_failed_mails: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_mail_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "server": "mail.example.org:587",
                     *       "sender": "training@example.org",
                     *       "public_url": "https://training.example.org",
                     *       "down_since": null,
                     *       "error": null,
                     *       "reason": null,
                     *       "retry_at": null,
                     *       "waiting_since": null,
                     *       "held": 3,
                     *       "queued": 1,
                     *       "sending": 0,
                     *       "failed": 0,
                     *       "refused_count": 1,
                     *       "refused": [
                     *         {
                     *           "user": {
                     *             "id": 7,
                     *             "name": "Tomás Reis"
                     *           },
                     *           "address": "tomas@example.org",
                     *           "error": "550 5.1.1 No such user",
                     *           "refused_at": "2026-04-20T07:30:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["MailStatus"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_test_mail: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 204,
                     *       "kind": "test",
                     *       "to": {
                     *         "id": 1,
                     *         "name": "Zoë Lindqvist"
                     *       },
                     *       "subject": "Mail works",
                     *       "state": "queued",
                     *       "attempts": 1,
                     *       "next_at": "2026-04-20T07:30:00Z",
                     *       "error": "451 Try again later",
                     *       "reason": "postponed",
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "sent_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["OutboxMail"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_progress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trainee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "trainee": {
                     *         "id": 7,
                     *         "name": "Tomasz Nowak"
                     *       },
                     *       "held": 9,
                     *       "attended": 7,
                     *       "attendance_rate": 0.875,
                     *       "hours_attended": 10.5,
                     *       "marks": {
                     *         "present": 6,
                     *         "absent": 1,
                     *         "late": 1,
                     *         "excused": 0
                     *       },
                     *       "unmarked": 1,
                     *       "upcoming": 3,
                     *       "next_at": "2026-05-04T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TraineeProgress"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    generate_report: {
        parameters: {
            query?: {
                /** @description Everything, or only the summary, the sessions or the attendance. CSV contains one table. */
                contents?: components["schemas"]["Contents"];
                /** @description The file format. */
                format?: components["schemas"]["Format"];
                /** @description Only sessions that start at this time (RFC 3339) or later. */
                from?: string;
                /** @description Of PDF and Excel; by default the organisation's. In CSV, headings are the names of fields. */
                language?: components["schemas"]["Language"];
                /** @description With `format=csv`: which table; by default that of `contents`, or sessions. */
                section?: components["schemas"]["Section"];
                /** @description With `format=csv`: between the values. */
                separator?: components["schemas"]["Separator"];
                status?: components["schemas"]["SessionStatus"];
                /** @description The IANA time zone of all days, weeks and times in the report, and of its file name. By default the organisation's. */
                time_zone?: string;
                /** @description Only sessions that start before this time (RFC 3339). */
                to?: string;
                trainer_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_reports`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Only sessions that end after this time (RFC 3339). */
                from?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description By start, then by id; with `-` the latest first. */
                order?: "scheduled_date" | "-scheduled_date";
                /** @description Words to search for: each must be found, in any order. Case, accents and kinds of apostrophes do not matter. */
                q?: string;
                /** @description How many items to skip. */
                skip?: number;
                status?: components["schemas"]["SessionStatus"];
                /** @description Only sessions that start before this time (RFC 3339). */
                to?: string;
                trainee_id?: number;
                trainer_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 12,
                     *         "title": "First aid, part one",
                     *         "description": "Bring comfortable clothes.",
                     *         "trainer_id": 2,
                     *         "trainer": {
                     *           "id": 2,
                     *           "name": "Inês Duarte"
                     *         },
                     *         "trainee_id": 7,
                     *         "trainee_ids": [
                     *           7
                     *         ],
                     *         "trainees": [
                     *           {
                     *             "id": 7,
                     *             "name": "Tomasz Nowak"
                     *           }
                     *         ],
                     *         "trainee_count": 1,
                     *         "capacity": 12,
                     *         "scheduled_date": "2026-05-04T09:00:00Z",
                     *         "duration_minutes": 90,
                     *         "ends_at": "2026-05-04T10:30:00Z",
                     *         "time_zone": "Europe/Lisbon",
                     *         "status": "scheduled",
                     *         "class_link": "https://meet.example.org/first-aid",
                     *         "location": "Training centre, room 2",
                     *         "created_by": null,
                     *         "closed_by": null,
                     *         "closed_at": null,
                     *         "status_reason": null,
                     *         "external_id": null,
                     *         "custom": {},
                     *         "attendance": [
                     *           {
                     *             "trainee_id": 7,
                     *             "status": "present",
                     *             "minutes": null,
                     *             "note": null,
                     *             "marked_at": "2026-05-04T09:05:00Z",
                     *             "marked_by": 2
                     *           }
                     *         ],
                     *         "replies": [],
                     *         "version": 1,
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "updated_at": "2026-04-20T07:30:00Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Session"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_session: {
        parameters: {
            query?: {
                /** @description Save even if somebody would be in two sessions at once. */
                allow_conflicts?: boolean;
            };
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "First aid, part one",
                 *       "scheduled_date": "2026-05-04T09:00:00Z",
                 *       "duration_minutes": 90,
                 *       "description": "Bring comfortable clothes.",
                 *       "trainee_ids": [
                 *         7,
                 *         9
                 *       ],
                 *       "capacity": 12,
                 *       "time_zone": "Europe/Lisbon",
                 *       "class_link": "https://meet.example.org/first-aid",
                 *       "location": "Training centre, room 2",
                 *       "status": "scheduled"
                 *     }
                 */
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `schedule_conflict`, `session_full`, `not_started`, `external_id_taken`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_session: {
        parameters: {
            query?: {
                /** @description Save even if somebody would be in two sessions at once. */
                allow_conflicts?: boolean;
                /** @description Remove trainees even if they have an attendance mark, which then counts nowhere. */
                discard_attendance?: boolean;
            };
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "completed"
                 *     }
                 */
                "application/json": components["schemas"]["SessionChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `schedule_conflict`, `session_full`, `status_change_not_allowed`, `not_started`, `has_attendance`, `external_id_taken`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_session: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `has_attendance`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_attendance: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "records": [
                 *         {
                 *           "trainee_id": 7,
                 *           "status": "present"
                 *         },
                 *         {
                 *           "trainee_id": 9,
                 *           "status": "excused",
                 *           "note": "Doctor's appointment"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Attendance"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `not_started`, `session_cancelled`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_session_notifications: {
        parameters: {
            query?: {
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description How many items to skip. */
                skip?: number;
                user_id?: number;
            };
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 119,
                     *         "person": {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         },
                     *         "kind": "session_changed",
                     *         "actor": {
                     *           "id": 2,
                     *           "name": "Inês Duarte"
                     *         },
                     *         "changes": [
                     *           {
                     *             "field": "scheduled_date",
                     *             "before": "2026-05-04T09:00:00Z",
                     *             "after": "2026-05-04T11:00:00Z"
                     *           }
                     *         ],
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "on_screen": true,
                     *         "read_at": null,
                     *         "mail": {
                     *           "state": "sent",
                     *           "next_at": null,
                     *           "sent_at": "2026-04-20T07:30:00Z",
                     *           "reason": null
                     *         }
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["SessionNotification"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reply_to_session: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReply"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `already_started`, `session_cancelled`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_trainees: {
        parameters: {
            query?: {
                /** @description Save even if somebody would be in two sessions at once. */
                allow_conflicts?: boolean;
            };
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "trainee_ids": [
                 *         9,
                 *         11
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TraineeList"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `schedule_conflict`, `session_full`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_trainee: {
        parameters: {
            query?: {
                /** @description Remove trainees even if they have an attendance mark, which then counts nowhere. */
                discard_attendance?: boolean;
            };
            header?: {
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                session_id: number;
                trainee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "title": "First aid, part one",
                     *       "description": "Bring comfortable clothes.",
                     *       "trainer_id": 2,
                     *       "trainer": {
                     *         "id": 2,
                     *         "name": "Inês Duarte"
                     *       },
                     *       "trainee_id": 7,
                     *       "trainee_ids": [
                     *         7
                     *       ],
                     *       "trainees": [
                     *         {
                     *           "id": 7,
                     *           "name": "Tomasz Nowak"
                     *         }
                     *       ],
                     *       "trainee_count": 1,
                     *       "capacity": 12,
                     *       "scheduled_date": "2026-05-04T09:00:00Z",
                     *       "duration_minutes": 90,
                     *       "ends_at": "2026-05-04T10:30:00Z",
                     *       "time_zone": "Europe/Lisbon",
                     *       "status": "scheduled",
                     *       "class_link": "https://meet.example.org/first-aid",
                     *       "location": "Training centre, room 2",
                     *       "created_by": null,
                     *       "closed_by": null,
                     *       "closed_at": null,
                     *       "status_reason": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "minutes": null,
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
                     *       "replies": [],
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `has_attendance`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_conflicts: {
        parameters: {
            query: {
                /** @description The session that would be moved there; it does not conflict with itself. */
                besides?: number;
                /** @description How long it lasts, in minutes. */
                duration_minutes: number;
                /** @description When it starts (RFC 3339). */
                scheduled_date: string;
                /** @description Repeat the parameter for each trainee, at most 500 times. */
                trainee_ids?: number[];
                /** @description Who would lead it. By default the trainer of the session in `besides`, or else you. */
                trainer_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "conflicts": [
                     *         {
                     *           "kind": "session",
                     *           "session_id": 12,
                     *           "title": "First aid, part one",
                     *           "scheduled_date": "2026-05-04T09:00:00Z",
                     *           "ends_at": "2026-05-04T10:30:00Z",
                     *           "person": {
                     *             "id": 2,
                     *             "name": "Inês Duarte"
                     *           },
                     *           "room": null,
                     *           "occurrence": null
                     *         }
                     *       ],
                     *       "next_free": "2026-05-04T10:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Conflicts"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description Only people who have assignments, as trainee or as trainer; with `false`, only people without. For admins. */
                assigned?: boolean;
                /** @description Whether to count all items for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the previous page ended, taken from its `Link`. Equally fast anywhere in the list. */
                cursor?: string;
                /** @description Only people who have been deactivated; with `false`, only people who have not. */
                deactivated?: boolean;
                /** @description Maximum number of items to return. */
                limit?: number;
                /** @description By this field, then by id; with `-` in descending order. Text is compared by code point, ignoring case. A cursor is only valid for the order it came from. */
                order?: components["schemas"]["UserOrder"];
                /** @description Words to search for: each must be found, in any order. Case, accents and kinds of apostrophes do not matter. */
                q?: string;
                role?: components["schemas"]["Role"];
                /** @description How many items to skip. */
                skip?: number;
                /** @description Only people with this status. */
                status?: components["schemas"]["UserStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": 2,
                     *         "version": 1,
                     *         "created_at": "2026-04-20T07:30:00Z",
                     *         "updated_at": "2026-04-20T07:30:00Z",
                     *         "username": "ines",
                     *         "email": "ines@example.org",
                     *         "role": "trainer",
                     *         "first_name": "Inês",
                     *         "last_name": "Duarte",
                     *         "name": "Inês Duarte",
                     *         "is_temporary_password": false,
                     *         "language": null,
                     *         "time_zone": null,
                     *         "status": "active",
                     *         "pending_email": null,
                     *         "external_id": null,
                     *         "custom": {}
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["User"][];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "tomasz",
                 *       "email": "tomasz@example.org",
                 *       "role": "trainee",
                 *       "first_name": "Tomasz",
                 *       "last_name": "Nowak",
                 *       "custom": {},
                 *       "invite": false
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 7,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "tomasz",
                     *       "email": "tomasz@example.org",
                     *       "role": "trainee",
                     *       "first_name": "Tomasz",
                     *       "last_name": "Nowak",
                     *       "name": "Tomasz Nowak",
                     *       "is_temporary_password": true,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {},
                     *       "temporary_password": "k7vRmXq2hTzB9w"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `username_taken`, `email_taken`, `external_id_taken`, `no_public_url`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`, `password_common`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`, `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "ines",
                     *       "email": "ines@example.org",
                     *       "role": "trainer",
                     *       "first_name": "Inês",
                     *       "last_name": "Duarte",
                     *       "name": "Inês Duarte",
                     *       "is_temporary_password": false,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {}
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "tomasz.nowak@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["UserChanges"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "ines",
                     *       "email": "ines@example.org",
                     *       "role": "trainer",
                     *       "first_name": "Inês",
                     *       "last_name": "Duarte",
                     *       "name": "Inês Duarte",
                     *       "is_temporary_password": false,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {}
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Bad Request: `malformed_json`. */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Timeout: `request_timeout`. */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `username_taken`, `email_taken`, `external_id_taken`, `own_account`, `last_admin`, `has_scheduled_sessions`, `has_assignments`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Content Too Large: `body_too_large`. */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type: `unsupported_media_type`, `unsupported_content_encoding`. */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`, `wrong_current_password`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_attempts`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`, `busy`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_user: {
        parameters: {
            query?: {
                /** @description Save even if somebody would be in two sessions at once. */
                allow_conflicts?: boolean;
                /** @description The trainer who takes over the scheduled sessions. */
                reassign_to?: number;
            };
            header?: {
                /**
                 * @description Only change it if this is still its version (from `ETag`). `*` and lists are accepted.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `own_account`, `last_admin`, `has_scheduled_sessions`, `schedule_conflict`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Precondition Failed: `stale_version`. */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_user: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "ines",
                     *       "email": "ines@example.org",
                     *       "role": "trainer",
                     *       "first_name": "Inês",
                     *       "last_name": "Duarte",
                     *       "name": "Inês Duarte",
                     *       "is_temporary_password": false,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {}
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `forbidden`, `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `already_active`, `no_public_url`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_mails`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_email_confirmation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "ines",
                     *       "email": "ines@example.org",
                     *       "role": "trainer",
                     *       "first_name": "Inês",
                     *       "last_name": "Duarte",
                     *       "name": "Inês Duarte",
                     *       "is_temporary_password": false,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {}
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `no_pending_email`, `no_public_url`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests: `too_many_mails`. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "version": 1,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "updated_at": "2026-04-20T07:30:00Z",
                     *       "username": "ines",
                     *       "email": "ines@example.org",
                     *       "role": "trainer",
                     *       "first_name": "Inês",
                     *       "last_name": "Duarte",
                     *       "name": "Inês Duarte",
                     *       "is_temporary_password": false,
                     *       "language": null,
                     *       "time_zone": null,
                     *       "status": "active",
                     *       "pending_email": null,
                     *       "external_id": null,
                     *       "custom": {}
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict: `no_pending_email`. */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Event-Position": components["headers"]["X-Event-Position"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": true,
                     *       "created_at": "2026-04-20T07:30:00Z",
                     *       "last_used_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CalendarStatus"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_calendar: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Within 24 hours, the same request with the same key gets the first response again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://training.example.org/calendar/Zk3v8mWqT1b7nYc5XhE2uJ9sLrA4gD6pQoF0iKtMwVy.ics",
                     *       "created_at": "2026-04-20T07:30:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CalendarAddress"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`, `idempotency_key_reused`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Done."
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Unauthorized: `not_authenticated`, `invalid_token`, `token_expired`, `token_revoked`. */
            401: {
                headers: {
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden: `password_change_required`. */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found: `not_found`. */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Content: `validation_failed`. */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable: `unavailable`. */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any other error, in the same format. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
