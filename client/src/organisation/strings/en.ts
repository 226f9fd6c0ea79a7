export default {
  title: 'Organisation',
  lead: 'What applies to everyone. Changes take effect at once.',
  fixed: 'Set by the operator of this installation.',
  saved: 'The settings have been saved.',

  name: 'Name',
  name_hint: 'Shown on the sign-in page, at the top of every page and on reports.',

  logo: {
    title: 'Logo',
    hint: 'PNG, JPEG or WebP, at most 256 KiB. Everyone can see it, on the sign-in page too.',
    choose: 'Upload a logo',
    replace: 'Replace',
    remove: 'Remove',
    preview: 'The current logo',
    none: 'No logo yet',
    saved: 'The logo has been saved.',
    removed: 'The logo has been removed.',
  },

  times: {
    title: 'Language and times',
    language: 'Language',
    language_hint: 'Of reports, of the sign-in page, and for everyone who hasn’t chosen their own.',
    time_zone: 'Time zone',
    time_zone_hint: 'Of new sessions, statistics and reports.',
    week_starts_on: 'The week starts on',
    clock: 'Clock',
    clock_24: '24 hours (13:30)',
    clock_12: '12 hours (1:30 pm)',
  },

  hours: {
    title: 'Working hours',
    text: 'When your organisation usually works.',
    row: 'Hours {{number}}',
    day: 'Weekday',
    from: 'From',
    to: 'To',
    remove: 'Remove hours {{number}}',
    add: 'Add hours',
    none: 'No working hours.',
  },

  rules: {
    title: 'Rules',
    password_min_length: 'Minimum password length',
    password_min_length_hint: 'From 6 to 128. Existing passwords stay valid.',
    join_minutes_before: 'Joining opens (minutes before the start)',
    join_minutes_before_hint: 'When trainees are offered the link to the class.',
    mail_from_name: 'Sender of emails',
    mail_from_name_hint: 'If empty, the name of the organisation.',
  },

  fields: {
    title: 'Your own fields',
    text: 'Fields that people and sessions have in addition, such as a department. They are shown in reports too.',
    none: 'No fields of your own yet.',
    add: 'Add a field',
    legend: 'Field {{number}}',
    label: 'Name of the field',
    of: 'Belongs to',
    of_user: 'People',
    of_session: 'Sessions',
    type: 'Type',
    types: { text: 'Text', number: 'Number', date: 'Date', boolean: 'Yes or no', choice: 'Choice' },
    options: 'Choices',
    options_hint: 'One per line.',
    required: 'New entries must have it',
    key: 'Stored as “{{key}}”',
    remove: 'Remove',
    remove_hint:
      'Removing a field hides its values. They come back if you add a field that is stored under the same name.',
  },

  problem: {
    fixed_by_environment: 'This setting is fixed by the operator of this installation.',
    logo_too_large: 'This image is too large. A logo may have at most 256 KiB.',
    unsupported_image: 'Choose a PNG, JPEG or WebP image of at most 4096 by 4096 pixels.',
  },
};
