// Short names for the API types. Never write one by hand: `npm run api` generates them from docs/openapi.json.
import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type UserChanges = Schemas['UserChanges'];
export type NewUser = Schemas['NewUser'];
export type CreatedUser = Schemas['CreatedUser'];
export type Role = Schemas['Role'];
export type UserOrder = Schemas['UserOrder'];
export type Organisation = Schemas['Organisation'];
export type OrganisationChanges = Schemas['OrganisationChanges'];
export type CustomField = Schemas['CustomField'];
export type WorkingHours = Schemas['WorkingHours'];
export type SignInOptions = Schemas['SignInOptions'];
export type Person = Schemas['Person'];
export type Session = Schemas['Session'];
export type SessionChanges = Schemas['SessionChanges'];
export type NewSession = Schemas['NewSession'];
export type SessionStatus = Schemas['SessionStatus'];
export type AttendanceMark = Schemas['AttendanceMark'];
export type AttendanceStatus = Schemas['AttendanceStatus'];
export type Reply = Schemas['Reply'];
export type NewReply = Schemas['NewReply'];
export type TraineeReply = Schemas['TraineeReply'];
export type SessionNotification = Schemas['SessionNotification'];
export type AttendanceRecord = Schemas['AttendanceRecord'];
export type Assignment = Schemas['AssignmentView'];
export type OpenSignIn = Schemas['OpenSignIn'];
export type PasswordRecord = Schemas['PasswordRecord'];
export type SessionCounts = Schemas['SessionCounts'];
export type UserCounts = Schemas['UserCounts'];
export type TokenResponse = Schemas['TokenResponse'];
export type Problem = Schemas['Problem'];
/** Without what is always null so far. */
export type Conflict = Omit<Schemas['Clash'], 'room' | 'occurrence'>;
export type Conflicts = Schemas['Conflicts'];
export type Overview = Schemas['Overview'];
export type WeekNumbers = Schemas['WeekNumbers'];
export type Attention = Schemas['Attention'];
export type SessionBrief = Schemas['SessionBrief'];
export type TraineeProgress = Schemas['TraineeProgress'];
export type Notification = Schemas['Notification'];
export type NotificationPreferences = Schemas['NotificationPreferences'];
export type NotificationPreferenceChanges = Schemas['NotificationPreferenceChanges'];
