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
         * What needs attention: how much of it, and a few of each kind by name.
         * @description Clashes are looked for in the scheduled sessions of the next eight weeks: one for every person who is to be in a
         *     session while another of theirs runs. Unclosed are sessions that have ended and are neither completed nor
         *     cancelled. Trainers get these two, of the sessions they lead.
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
         * How training went in a period: everything for admins, the sessions they lead for trainers.
         * @description A session counts where it begins. Without `to` the period ends now; without `from` it begins with the Monday
         *     that makes it twelve ISO weeks, the last of them that of `to`. It is 5 years (1830 days) long at most.
         *     Weeks, weekdays and hours are those of `time_zone`, by default the organisation's, with its summer time.
         *
         *     The attendance rate is present and late, divided by present, late and absent: who is excused, or not marked, does
         *     not count, nor does anybody in a cancelled session. It is null where nobody is marked. Delivered is what is
         *     completed.
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
         * How many sessions are scheduled, completed and cancelled.
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
         * How many people have each role.
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
         * Who looks after whom: all for admins, their own for trainers and trainees.
         * @description For everyone who is signed in.
         */
        get: operations["list_assignments"];
        put?: never;
        /**
         * Put a trainee in a trainer's care. Both must have that role, and not be assigned already.
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
         * Take a trainee out of a trainer's care.
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
         * Whose password was created, changed or reset, by whom and when; newest first.
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
         * Choose a new password for yourself without giving the current one. Every earlier token ends.
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
         * Choose a new password. Every earlier token ends; the answer holds a new one.
         * @description `current_password` may be left out by admins, and while the password is a temporary one.
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
         * Exchange a username (or e-mail address) and password for a token.
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
         * End the token this call was made with.
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
         * The signed-in person.
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
         * Give somebody a temporary password, generated unless you choose one. All their tokens end.
         * @description A generated password is shown in this answer and nowhere else.
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
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the system can serve requests: the same as `/health/ready`. */
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
        /** Whether the process answers at all. Never asks the database. */
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
        /** Whether the system can serve requests now; 503 while the database is away. */
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
        /** Numbers for Prometheus. */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
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
         * How far a trainee has come: for admins, the trainers to whom the trainee is assigned, and the trainee.
         * @description Held are sessions that are completed, and those in which this trainee is marked; attended are those marked present
         *     or late. The attendance rate is that of the overview. Cancelled sessions do not count.
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
         * Everything as a file: a summary with charts, people, sessions, and who came.
         * @description PDF and Excel hold all of it, CSV one `section`. All rows are in it, however many there are; they are read page by
         *     page while the file is on its way, so that what changes meanwhile may or may not be in it. Times are those of the
         *     organisation's time zone. The period is that of the sessions' beginnings.
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
         * Sessions by start: all for admins, those they lead for trainers, those they take part in for trainees.
         * @description For everyone who is signed in.
         */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Plan a session. Its trainer and trainees must be free, unless `allow_conflicts`.
         * @description Admins choose who leads it; trainers plan sessions that they lead themselves.
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
         * One session, if you may see it; trainees see no other trainee in it.
         * @description For everyone who is signed in.
         */
        get: operations["get_session"];
        /**
         * Change the fields that are sent. Whoever is newly asked for must be free, unless `allow_conflicts`.
         * @description Scheduled sessions can be completed or cancelled; only admins put one back to scheduled.
         *
         *     For trainers and admins.
         */
        put: operations["update_session"];
        post?: never;
        /**
         * Delete a session with its attendance. To keep the record, cancel it instead.
         * @description For admins.
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
         * Set attendance marks, from the start of the session on. Only the rows that are sent change.
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
         * Add trainees: all of them, or none if one is busy, unknown or too many. Those already in stay as they are.
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
         * Take a trainee, and their attendance mark, out of a session.
         * @description For trainers and admins.
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
         * Who would be in two sessions at once, and the next start at which all are free.
         * @description The answer that planning or moving a session would be refused with; nothing is planned. Trainers ask about
         *     sessions that they lead themselves.
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
         * People, by id unless another order is asked for: everyone for admins, trainers and trainees for trainers.
         * @description For admins and trainers.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Add a person. Their password is temporary: they choose their own at the first sign-in.
         * @description Without a `password` one is generated and shown in this answer and nowhere else. Usernames and e-mail
         *     addresses are unique, whatever their case.
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
         * One person: anyone for admins, trainers and trainees for trainers, yourself for everyone.
         * @description For everyone who is signed in.
         */
        get: operations["get_user"];
        /**
         * Change a person. Yourself: e-mail and names. Admins: anyone, username and role as well.
         * @description The last admin keeps the role, and nobody leaves a role that sessions or assignments depend on.
         *
         *     For everyone who is signed in.
         */
        put: operations["update_user"];
        post?: never;
        /**
         * Delete a person: name and e-mail are wiped, sign-in ends, history stays and reads "Deleted user".
         * @description The scheduled sessions of a trainer go to `reassign_to`, who must be free for them; a trainee leaves
         *     the sessions still to come.
         *
         *     For admins.
         */
        delete: operations["delete_user"];
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
         * Assignment
         * @description One trainee is looked after by one trainer.
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
         * @description An assignment with its people. A trainee sees of the teacher only id and name.
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
         * @description The marks to set. Trainees who are not named keep theirs.
         */
        Attendance: {
            /** @description Only these trainees' marks change. */
            records: components["schemas"]["AttendanceRecord"][];
        };
        /**
         * AttendanceMark
         * @description Whether one trainee came, who says so, and when they said it.
         */
        AttendanceMark: {
            /** Format: date-time */
            marked_at: string;
            marked_by: number | null;
            note: string | null;
            status: components["schemas"]["AttendanceStatus"];
            /** @description Whose mark it is. */
            trainee_id: number;
        };
        /**
         * AttendanceRecord
         * @description One trainee's mark; a null `status` clears it. Without `note` an earlier note stays.
         */
        AttendanceRecord: {
            /** @description Left out: an earlier note stays. */
            note?: string | null;
            /** @description null clears the mark. */
            status: components["schemas"]["AttendanceStatus"] | null;
            /** @description Whose mark it is. */
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
         * @description What needs attention: numbers, and a few of each kind by name.
         */
        Attention: {
            /** @description How many people and sessions clash with another session of that person. */
            clashes: number;
            /**
             * Format: date-time
             * @description Sessions that begin from here on have not been looked at.
             */
            clashes_until: string;
            /** @description The first five, by start. */
            first_clashes: components["schemas"]["DoubleBooking"][];
            /** @description The first five, by id. */
            first_temporary_passwords: components["schemas"]["Person"][];
            /** @description The first five, by id. */
            first_unassigned_trainees: components["schemas"]["Person"][];
            /** @description The last five, the latest first. */
            last_unclosed_sessions: components["schemas"]["SessionBrief"][];
            /** @description How many people have not chosen their own password; null for trainers. */
            temporary_passwords: number | null;
            /** @description How many trainees are in nobody's care; null for trainers. */
            unassigned_trainees: number | null;
            /** @description How many have ended and are still scheduled. */
            unclosed_sessions: number;
        };
        /**
         * BusiestHour
         * @description The hour of the week in which most sessions begin.
         */
        BusiestHour: {
            /** @description 0 to 23, as clocks show it in `time_zone`. */
            hour: number;
            /** @description How many begin in this hour, all weeks of the period taken together. */
            sessions: number;
            /** @description 1 (Monday) to 7 (Sunday). */
            weekday: number;
        };
        /**
         * Clash
         * @description One person's session that is in the way; its title only where the caller may see it.
         */
        Clash: {
            /**
             * Format: date-time
             * @description `scheduled_date` plus `duration_minutes`. The session runs up to, not including, this instant.
             */
            ends_at: string;
            person: components["schemas"]["Person"];
            /**
             * Format: date-time
             * @description When it begins (RFC 3339, with an offset); answered in UTC.
             */
            scheduled_date: string;
            session_id: number;
            title: string | null;
        };
        /**
         * Conflicts
         * @description What is in the way of a session, and the first start at which all are free; null where nothing is.
         */
        Conflicts: {
            /** @description By start, then session and person; 100 at most. Empty: everybody is free. */
            conflicts: components["schemas"]["Clash"][];
            /**
             * Format: date-time
             * @description The first start from the asked one on at which all are free; null: it is the asked one.
             */
            next_free: string | null;
        };
        /**
         * CreatedUser
         * @description A user just added, with the password to hand over where one was generated; nothing else shows it.
         */
        CreatedUser: {
            /** Format: date-time */
            created_at: string;
            /** @description Unique, whatever its case. */
            email: string;
            first_name: string;
            id: number;
            is_temporary_password: boolean;
            last_name: string;
            /** @description First and last name. */
            name: string;
            role: components["schemas"]["Role"];
            /** @description Shown once, here. Present only when it was generated. */
            temporary_password?: string;
            /** Format: date-time */
            updated_at: string;
            /** @description Letters, digits, dots, underscores and hyphens; unique, whatever its case. */
            username: string;
            /** @description Counts changes; the value of `ETag`. */
            version: number;
        };
        /**
         * Done
         * @description The plain answer of a call that has nothing else to show.
         */
        Done: {
            message: string;
        };
        /**
         * DoubleBooking
         * @description Somebody who is to be in a session while another one that they are in has not ended.
         */
        DoubleBooking: {
            /** @description The session that has not ended by then. */
            other: components["schemas"]["SessionBrief"];
            person: components["schemas"]["Person"];
            /** @description The one that begins later. */
            session: components["schemas"]["SessionBrief"];
        };
        /**
         * FieldError
         * @description One field of the input that cannot be accepted, and what to do about it.
         */
        FieldError: {
            field: string;
            message: string;
        };
        /**
         * Format
         * @description The kinds of file there are.
         * @enum {string}
         */
        Format: "pdf" | "csv" | "excel";
        /**
         * Health
         * @description That all is well.
         */
        Health: {
            status: string;
        };
        /**
         * MarkCounts
         * @description How many marks there are of each kind.
         */
        MarkCounts: {
            /** @description Did not come. */
            absent: number;
            /** @description Did not come and need not have; counts in no rate. */
            excused: number;
            /** @description Came late. */
            late: number;
            /** @description Came. */
            present: number;
        };
        /**
         * NewAssignment
         * @description The trainee and the trainer to bring together.
         */
        NewAssignment: {
            /** @description The trainee. */
            student_id: number;
            /** @description The trainer. */
            teacher_id: number;
        };
        /**
         * NewSession
         * @description A session to plan. Without a `trainer_id` you lead it yourself; without a `time_zone` it is the organisation's. `trainee_id` is the short form of `trainee_ids` for a single trainee.
         */
        NewSession: {
            /** @description How many trainees fit in; null: any number. */
            capacity?: number | null;
            /**
             * Format: uri
             * @description Where an online session takes place; http or https only.
             */
            class_link?: string | null;
            description?: string;
            duration_minutes: number;
            /**
             * Format: date-time
             * @description When it begins (RFC 3339, with an offset); answered in UTC.
             */
            scheduled_date: string;
            /** @default scheduled */
            status: components["schemas"]["SessionStatus"];
            /** @description The IANA time zone in which people think of this session. */
            time_zone?: string | null;
            title: string;
            /** @description The first of `trainee_ids`, or null; in requests the short form for a single trainee. */
            trainee_id?: number | null;
            /** @description In the order they were added. Trainees see only themselves. */
            trainee_ids?: number[] | null;
            /** @description Who leads it. By default the caller; trainers can name nobody else. */
            trainer_id?: number | null;
        };
        /**
         * NewUser
         * @description What is needed to add a person. Without a `password` one is generated; it is temporary either way.
         */
        NewUser: {
            /**
             * Format: email
             * @description Unique, whatever its case.
             */
            email: string;
            first_name: string;
            last_name: string;
            /** @description 6 characters at least, unless the installation asks for more; 256 at most; any Unicode. */
            password?: string | null;
            role: components["schemas"]["Role"];
            /** @description Letters, digits, dots, underscores and hyphens; unique, whatever its case. */
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
         * Overview
         * @description How training went in a period, in the weeks and hours of a time zone. Counted is what begins in it.
         */
        Overview: {
            /** @description The fullest hour of `week_grid`, of several the earliest; null where nothing begins. */
            busiest: components["schemas"]["BusiestHour"] | null;
            /**
             * Format: date-time
             * @description Where the period ends: the first instant that is not in it.
             */
            ends_at: string;
            /** @description Trainees who were marked absent, most absences first, of equals those with the fewest marks, then by id; 20 at most. */
            no_shows: components["schemas"]["NoShow"][];
            /**
             * Format: date-time
             * @description Where the period begins.
             */
            starts_at: string;
            /** @description The IANA time zone of weeks, weekdays and hours. */
            time_zone: string;
            /** @description The whole period. */
            totals: components["schemas"]["Totals"];
            /** @description Those who completed sessions, most hours first, then by id. */
            trainers: components["schemas"]["TrainerNumbers"][];
            /** @description How many sessions begin in each hour of the week, without cancelled ones: 7 lists, Monday to Sunday, of 24 numbers, from the hour that begins at 00:00 on. */
            week_grid: number[][];
            /** @description Every ISO week that the period touches, in order, empty ones as well. */
            weeks: components["schemas"]["WeekNumbers"][];
        };
        /**
         * OwnPassword
         * @description A new password for yourself.
         */
        OwnPassword: {
            /** @description 6 characters at least, unless the installation asks for more; 256 at most; any Unicode. */
            new_password: string;
        };
        /**
         * PasswordAction
         * @description What happened to a password.
         * @enum {string}
         */
        PasswordAction: "created" | "changed" | "reset";
        /**
         * PasswordChange
         * @description A new password for yourself, and the current one unless it is temporary or you are an admin.
         */
        PasswordChange: {
            /** @description May be left out by admins, and while the password is temporary. */
            current_password?: string | null;
            /** @description 6 characters at least, unless the installation asks for more; 256 at most; any Unicode. */
            new_password: string;
        };
        /**
         * PasswordChanged
         * @description The password is changed, every earlier token has ended, and this one replaces the caller's.
         */
        PasswordChanged: {
            /** @description A JWT. Send it as `Authorization: Bearer …`. */
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            message: string;
            token_type: string;
        };
        /**
         * PasswordRecord
         * @description One line of the password log. `performed_by` is None when the system itself acted.
         */
        PasswordRecord: {
            action: components["schemas"]["PasswordAction"];
            details: string;
            id: number;
            /** @description Who did it; null: the system itself. */
            performed_by: number | null;
            /** Format: date-time */
            timestamp: string;
            user_id: number;
        };
        /**
         * PasswordReset
         * @description A new temporary password for somebody else; without one it is generated.
         */
        PasswordReset: {
            /** @description 6 characters at least, unless the installation asks for more; 256 at most; any Unicode. */
            new_password?: string | null;
        };
        /**
         * PasswordResetResult
         * @description The password is reset; where it was generated it is shown here, once.
         */
        PasswordResetResult: {
            message: string;
            /** @description Shown once, here. Present only when it was generated. */
            temporary_password?: string;
        };
        /**
         * Person
         * @description How one person is named to others.
         */
        Person: {
            id: number;
            /** @description First and last name, or “Deleted user”. */
            name: string;
        };
        /**
         * Problem
         * @description Problem details (RFC 9457), with further members where a code has them.
         */
        Problem: {
            capacity?: number;
            /** @description A stable word for programs. */
            code: string;
            conflicts?: components["schemas"]["Clash"][];
            /** @description What is stored now. */
            current?: Record<string, never>;
            /** @description One sentence for a person to act on. */
            detail: string;
            /** @description Every field that cannot be accepted. */
            errors?: components["schemas"]["FieldError"][];
            /**
             * Format: date-time
             * @description When all are free again.
             */
            next_free?: string;
            session_ids?: number[];
            status: number;
            /** @description The status in words. */
            title: string;
            trainee_count?: number;
            /**
             * Format: uri-reference
             * @description Where the code is explained.
             */
            type: string;
        };
        /**
         * Role
         * @description What a person is in the organisation.
         * @enum {string}
         */
        Role: "admin" | "trainer" | "trainee";
        /**
         * Section
         * @description The tables there are.
         * @enum {string}
         */
        Section: "users" | "sessions" | "attendance";
        /**
         * Session
         * @description A training session with the names of its people. Trainees see no other trainee in it.
         */
        Session: {
            /** @description The marks made so far. Trainees see only their own. */
            attendance: components["schemas"]["AttendanceMark"][];
            /** @description How many trainees fit in; null: any number. */
            capacity: number | null;
            /** @description Where an online session takes place; http or https only. */
            class_link: string | null;
            /** Format: date-time */
            created_at: string;
            description: string;
            duration_minutes: number;
            /**
             * Format: date-time
             * @description `scheduled_date` plus `duration_minutes`. The session runs up to, not including, this instant.
             */
            ends_at: string;
            id: number;
            /**
             * Format: date-time
             * @description When it begins (RFC 3339, with an offset); answered in UTC.
             */
            scheduled_date: string;
            status: components["schemas"]["SessionStatus"];
            /** @description The IANA time zone in which people think of this session. */
            time_zone: string;
            title: string;
            /** @description All of them, whoever is reading. */
            trainee_count: number;
            /** @description The first of `trainee_ids`, or null; in requests the short form for a single trainee. */
            trainee_id: number | null;
            /** @description In the order they were added. Trainees see only themselves. */
            trainee_ids: number[];
            trainees: components["schemas"]["Person"][];
            trainer: components["schemas"]["Person"];
            /** @description Who leads it. By default the caller; trainers can name nobody else. */
            trainer_id: number;
            /** Format: date-time */
            updated_at: string;
            /** @description Counts changes; the value of `ETag`. */
            version: number;
        };
        /**
         * SessionBrief
         * @description As much of a session as a line about it needs.
         */
        SessionBrief: {
            /**
             * Format: date-time
             * @description `scheduled_date` plus `duration_minutes`. The session runs up to, not including, this instant.
             */
            ends_at: string;
            id: number;
            /**
             * Format: date-time
             * @description When it begins (RFC 3339, with an offset); answered in UTC.
             */
            scheduled_date: string;
            title: string;
        };
        /**
         * SessionChanges
         * @description The fields of a session to change; the others stay. `trainee_ids` replaces the whole list.
         */
        SessionChanges: {
            /** @description How many trainees fit in; null: any number. */
            capacity?: number | null;
            /**
             * Format: uri
             * @description Where an online session takes place; http or https only.
             */
            class_link?: string | null;
            description?: string;
            duration_minutes?: number;
            /**
             * Format: date-time
             * @description When it begins (RFC 3339, with an offset); answered in UTC.
             */
            scheduled_date?: string;
            status?: components["schemas"]["SessionStatus"];
            /** @description The IANA time zone in which people think of this session. */
            time_zone?: string;
            title?: string;
            /** @description The first of `trainee_ids`, or null; in requests the short form for a single trainee. */
            trainee_id?: number | null;
            /** @description In the order they were added. Trainees see only themselves. */
            trainee_ids?: number[];
            /** @description Who leads it. By default the caller; trainers can name nobody else. */
            trainer_id?: number;
        };
        /**
         * SessionCounts
         * @description How many sessions stand where.
         */
        SessionCounts: {
            cancelled: number;
            completed: number;
            scheduled: number;
        };
        /**
         * SessionStatus
         * @description Where a session stands.
         * @enum {string}
         */
        SessionStatus: "scheduled" | "completed" | "cancelled";
        /**
         * SignIn
         * @description A username (or e-mail address) and its password.
         */
        SignIn: {
            /** @description Any text. */
            password: string;
            /** @description The username or the e-mail address, whatever its case. */
            username: string;
        };
        /**
         * TokenResponse
         * @description A fresh token, how many seconds it lasts, and whose it is.
         */
        TokenResponse: {
            /** @description A JWT. Send it as `Authorization: Bearer …`. */
            access_token: string;
            /** @description Seconds. */
            expires_in: number;
            /** @description True while the password is temporary; most calls are refused until it is changed. */
            force_password_change: boolean;
            token_type: string;
            user: components["schemas"]["User"];
        };
        /**
         * Totals
         * @description Everything in the period, in one line.
         */
        Totals: {
            /** @description Marks that are present or late, divided by marks that are present, late or absent: a fraction of 1. Excused and missing marks do not count, nor do those in cancelled sessions. null: nobody is marked. */
            attendance_rate: number | null;
            /** @description The length of the completed sessions, in hours. */
            hours_delivered: number;
            sessions: components["schemas"]["SessionCounts"];
        };
        /**
         * TraineeList
         * @description Trainees to add to a session: all of them, or none if one does not fit.
         */
        TraineeList: {
            /** @description Whom to add. */
            trainee_ids: number[];
        };
        /**
         * TraineeProgress
         * @description How far one trainee has come. Cancelled sessions count nowhere.
         */
        TraineeProgress: {
            /** @description Marks that are present or late, divided by marks that are present, late or absent: a fraction of 1. Excused and missing marks do not count, nor do those in cancelled sessions. null: nobody is marked. */
            attendance_rate: number | null;
            /** @description The sessions in which they were marked present or late. */
            attended: number;
            /** @description The sessions that are completed, and those in which this trainee is marked. */
            held: number;
            /** @description The length of the sessions attended, in hours. */
            hours_attended: number;
            /** @description The sessions held, by this trainee's mark. */
            marks: components["schemas"]["MarkCounts"];
            /**
             * Format: date-time
             * @description When the next of the upcoming sessions begins; null: none is planned.
             */
            next_at: string | null;
            trainee: components["schemas"]["Person"];
            /** @description The sessions held in which this trainee is not marked. */
            unmarked: number;
            /** @description The scheduled sessions that begin later than now. */
            upcoming: number;
        };
        /**
         * TrainerNumbers
         * @description What one person delivered.
         */
        TrainerNumbers: {
            /** @description Marks that are present or late, divided by marks that are present, late or absent: a fraction of 1. Excused and missing marks do not count, nor do those in cancelled sessions. null: nobody is marked. */
            attendance_rate: number | null;
            /** @description The length of the completed sessions, in hours. */
            hours_delivered: number;
            /** @description The completed sessions. */
            sessions_delivered: number;
            trainer: components["schemas"]["Person"];
        };
        /**
         * User
         * @description A person: who they are and what role they have. Passwords live elsewhere and never leave the core.
         */
        User: {
            /** Format: date-time */
            created_at: string;
            /** @description Unique, whatever its case. */
            email: string;
            first_name: string;
            id: number;
            is_temporary_password: boolean;
            last_name: string;
            /** @description First and last name. */
            name: string;
            role: components["schemas"]["Role"];
            /** Format: date-time */
            updated_at: string;
            /** @description Letters, digits, dots, underscores and hyphens; unique, whatever its case. */
            username: string;
            /** @description Counts changes; the value of `ETag`. */
            version: number;
        };
        /**
         * UserChanges
         * @description The fields of a user to change; the others stay as they are.
         */
        UserChanges: {
            /**
             * Format: email
             * @description Unique, whatever its case.
             */
            email?: string;
            first_name?: string;
            last_name?: string;
            role?: components["schemas"]["Role"];
            /** @description Letters, digits, dots, underscores and hyphens; unique, whatever its case. */
            username?: string;
        };
        /**
         * UserCounts
         * @description How many people have each role.
         */
        UserCounts: {
            admin: number;
            trainee: number;
            trainer: number;
        };
        /**
         * UserOrder
         * @description By which field, then by id; with `-` the other way round.
         * @enum {string}
         */
        UserOrder: "id" | "-id" | "name" | "-name" | "username" | "-username" | "email" | "-email";
        /**
         * WeekNumbers
         * @description One ISO week, Monday to Sunday. The first and the last hold only what lies in the period.
         */
        WeekNumbers: {
            /** @description Marks that are present or late, divided by marks that are present, late or absent: a fraction of 1. Excused and missing marks do not count, nor do those in cancelled sessions. null: nobody is marked. */
            attendance_rate: number | null;
            /** @description The sessions that begin in this week, by status. */
            sessions: components["schemas"]["SessionCounts"];
            /**
             * Format: date
             * @description The Monday.
             */
            starts_on: string;
            /** @description As ISO 8601 writes it, such as `2026-W19`. */
            week: string;
        };
    };
    responses: never;
    parameters: {
        /**
         * @description The same key and request within 24 hours get the first answer again.
         * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
         */
        IdempotencyKey: string;
        /**
         * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
         * @example "3"
         */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description The name that the file should have.
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
         * @description Where the new thing is.
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
         * @description The place in the event stream that this is at least as new as.
         * @example 5f0c.42.a1b2
         */
        "X-Event-Position": string;
        /**
         * @description Names this request in the logs; the caller's own where it sent one.
         * @example 9f86d081884c7d65
         */
        "X-Request-ID": string;
        /**
         * @description How many entries there are altogether.
         * @example 120
         */
        "X-Total-Count": number;
    };
    pathItems: never;
}
export type Assignment = components['schemas']['Assignment'];
export type AssignmentView = components['schemas']['AssignmentView'];
export type Attendance = components['schemas']['Attendance'];
export type AttendanceMark = components['schemas']['AttendanceMark'];
export type AttendanceRecord = components['schemas']['AttendanceRecord'];
export type AttendanceStatus = components['schemas']['AttendanceStatus'];
export type Attention = components['schemas']['Attention'];
export type BusiestHour = components['schemas']['BusiestHour'];
export type Clash = components['schemas']['Clash'];
export type Conflicts = components['schemas']['Conflicts'];
export type CreatedUser = components['schemas']['CreatedUser'];
export type Done = components['schemas']['Done'];
export type DoubleBooking = components['schemas']['DoubleBooking'];
export type FieldError = components['schemas']['FieldError'];
export type Format = components['schemas']['Format'];
export type Health = components['schemas']['Health'];
export type MarkCounts = components['schemas']['MarkCounts'];
export type NewAssignment = components['schemas']['NewAssignment'];
export type NewSession = components['schemas']['NewSession'];
export type NewUser = components['schemas']['NewUser'];
export type NoShow = components['schemas']['NoShow'];
export type Overview = components['schemas']['Overview'];
export type OwnPassword = components['schemas']['OwnPassword'];
export type PasswordAction = components['schemas']['PasswordAction'];
export type PasswordChange = components['schemas']['PasswordChange'];
export type PasswordChanged = components['schemas']['PasswordChanged'];
export type PasswordRecord = components['schemas']['PasswordRecord'];
export type PasswordReset = components['schemas']['PasswordReset'];
export type PasswordResetResult = components['schemas']['PasswordResetResult'];
export type Person = components['schemas']['Person'];
export type Problem = components['schemas']['Problem'];
export type Role = components['schemas']['Role'];
export type Section = components['schemas']['Section'];
export type Session = components['schemas']['Session'];
export type SessionBrief = components['schemas']['SessionBrief'];
export type SessionChanges = components['schemas']['SessionChanges'];
export type SessionCounts = components['schemas']['SessionCounts'];
export type SessionStatus = components['schemas']['SessionStatus'];
export type SignIn = components['schemas']['SignIn'];
export type TokenResponse = components['schemas']['TokenResponse'];
export type Totals = components['schemas']['Totals'];
export type TraineeList = components['schemas']['TraineeList'];
export type TraineeProgress = components['schemas']['TraineeProgress'];
export type TrainerNumbers = components['schemas']['TrainerNumbers'];
export type User = components['schemas']['User'];
export type UserChanges = components['schemas']['UserChanges'];
export type UserCounts = components['schemas']['UserCounts'];
export type UserOrder = components['schemas']['UserOrder'];
export type WeekNumbers = components['schemas']['WeekNumbers'];
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description Where the period begins (RFC 3339); 5 years before `to` at the earliest. Left out: with the Monday that makes it twelve ISO weeks, the last of them that of `to`. */
                from?: string;
                /** @description The IANA time zone of weeks, weekdays and hours. Left out: the organisation's. */
                time_zone?: string;
                /** @description Where the period ends (RFC 3339): the first instant that is not in it. Left out: now. */
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
                     *         "hours_delivered": 3.5,
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
                     *           "hours_delivered": 3.5,
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description Whether to count all entries for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the page before ended, from its `Link`. Costs the same however far into the list. */
                cursor?: string;
                /** @description How many entries to show at most. */
                limit?: number;
                /** @description How many entries to pass over. */
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
                     *           "is_temporary_password": false
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
                     *           "is_temporary_password": false
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description Whether to count all entries for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the page before ended, from its `Link`. Costs the same however far into the list. */
                cursor?: string;
                /** @description How many entries to show at most. */
                limit?: number;
                /** @description How many entries to pass over. */
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
                     *       "message": "Your password is changed.",
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
                     *       "message": "Your password is changed.",
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                     *         "is_temporary_password": false
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
            /** @description Unauthorized: `invalid_credentials`. */
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
            /** @description Any other refusal, in the same shape. */
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
                     *       "is_temporary_password": false
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
                     *       "message": "The password of Tomasz Nowak is reset.",
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description What kind of file. */
                format?: components["schemas"]["Format"];
                /** @description Only sessions that begin at this time (RFC 3339) or later. */
                from?: string;
                /** @description With `format=csv`: which table. Left out: sessions. The others hold all of them. */
                section?: components["schemas"]["Section"];
                status?: components["schemas"]["SessionStatus"];
                /** @description Only sessions that begin before this time (RFC 3339). */
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description Whether to count all entries for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the page before ended, from its `Link`. Costs the same however far into the list. */
                cursor?: string;
                /** @description Only what ends after this time (RFC 3339). */
                from?: string;
                /** @description How many entries to show at most. */
                limit?: number;
                /** @description By start, then id; with `-` the newest first. */
                order?: "scheduled_date" | "-scheduled_date";
                /** @description Text to look for, whatever its case. */
                q?: string;
                /** @description How many entries to pass over. */
                skip?: number;
                status?: components["schemas"]["SessionStatus"];
                /** @description Only what begins before this time (RFC 3339). */
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
                     *         "attendance": [
                     *           {
                     *             "trainee_id": 7,
                     *             "status": "present",
                     *             "note": null,
                     *             "marked_at": "2026-05-04T09:05:00Z",
                     *             "marked_by": 2
                     *           }
                     *         ],
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
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
            /** @description Any other refusal, in the same shape. */
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
            };
            header?: {
                /**
                 * @description The same key and request within 24 hours get the first answer again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
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
            /** @description Conflict: `schedule_conflict`, `session_full`, `status_change_not_allowed`. */
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
            query?: never;
            header?: {
                /**
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
                     *       "attendance": [
                     *         {
                     *           "trainee_id": 7,
                     *           "status": "present",
                     *           "note": null,
                     *           "marked_at": "2026-05-04T09:05:00Z",
                     *           "marked_by": 2
                     *         }
                     *       ],
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description The session that would be moved there, which is not in its own way. */
                besides?: number;
                /** @description How long it lasts, in minutes. */
                duration_minutes: number;
                /** @description When it begins (RFC 3339). */
                scheduled_date: string;
                /** @description Named once for each, at most 500. */
                trainee_ids?: number[];
                /** @description Who would lead it. Left out: whoever leads `besides`, or else yourself. */
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
                     *           "session_id": 12,
                     *           "title": "First aid, part one",
                     *           "scheduled_date": "2026-05-04T09:00:00Z",
                     *           "ends_at": "2026-05-04T10:30:00Z",
                     *           "person": {
                     *             "id": 2,
                     *             "name": "Inês Duarte"
                     *           }
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description Only those who are in an assignment, as trainee or trainer; or with `false` those in none. For admins. */
                assigned?: boolean;
                /** @description Whether to count all entries for `X-Total-Count`. */
                count?: boolean;
                /** @description Where the page before ended, from its `Link`. Costs the same however far into the list. */
                cursor?: string;
                /** @description How many entries to show at most. */
                limit?: number;
                /** @description By what, then by id; with `-` the other way round. Text is compared whatever its case, code point by code point. A cursor is of one order only. */
                order?: components["schemas"]["UserOrder"];
                /** @description Text to look for, whatever its case. */
                q?: string;
                role?: components["schemas"]["Role"];
                /** @description How many entries to pass over. */
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
                     *         "is_temporary_password": false
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
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
                 *       "last_name": "Nowak"
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
            /** @description Conflict: `username_taken`, `email_taken`. */
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                     *       "is_temporary_password": false
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
            /** @description Any other refusal, in the same shape. */
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
                 * @description The same key and request within 24 hours get the first answer again.
                 * @example 5f0c6f0e-8f4c-4a51-9d8c-6f1f0b7c1a2d
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
                     *       "is_temporary_password": false
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
            /** @description Conflict: `username_taken`, `email_taken`, `last_admin`, `has_scheduled_sessions`, `has_assignments`. */
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
            /** @description Unsupported Media Type: `unsupported_media_type`. */
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
            /** @description Any other refusal, in the same shape. */
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
                /** @description The trainer who takes the scheduled sessions over. */
                reassign_to?: number;
            };
            header?: {
                /**
                 * @description Change it only while its version is this one (from `ETag`). `*` and lists are understood.
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
            /** @description Any other refusal, in the same shape. */
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
