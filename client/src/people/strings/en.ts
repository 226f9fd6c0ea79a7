export default {
  select: {
    searching: 'Searching…',
    no_match: 'No one found. Try part of the name, username or email address.',
    unresolved: 'Choose someone from the list, or clear this field.',
    failed: 'Couldn’t reach the server. Try again in a moment.',
    clear: 'Clear {{field}}',
    remove: 'Remove {{name}}',
    unknown: 'Person {{id}}',
  },
};
