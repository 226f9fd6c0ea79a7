export default {
  title: 'Assignments',
  lead_admin: 'Which trainer is responsible for which trainee.',
  lead_trainer: 'The trainees assigned to you.',
  search: 'Search trainers and trainees',
  search_own: 'Search your trainees',
  trainers: 'Trainers',
  trainees: 'Trainees',
  since: 'Since {{date}}',
  assign: 'Assign',
  remove: 'Remove',
  assign_named: 'Assign {{name}}',
  remove_named: 'Remove {{name}}',
  remove_from: 'Remove {{student}} from {{teacher}}',
  assign_trainer: 'Assign trainers',
  assign_trainees: 'Assign trainees',
  assign_trainer_to: 'Assign a trainer to {{name}}',
  assign_trainees_to: 'Assign trainees to {{name}}',
  no_trainer: '{{name}} has no trainer yet. Assign one.',
  no_trainees: '{{name}} has no trainees yet.',
  not_yours: '{{name}} is not assigned to you.',

  done: {
    assigned: '{{student}} assigned to {{teacher}}.',
    removed: '{{student}} is no longer assigned to {{teacher}}.',
  },

  modal: {
    title_trainee: '{{name}}’s trainers',
    title_trainer: '{{name}}’s trainees',
    search_trainers: 'Search trainers by name, username or email',
    search_trainees: 'Search trainees by name, username or email',
    no_match: 'No one found. Try part of the name.',
    no_trainers: 'There are no trainers yet. Create one under People.',
    no_trainees: 'There are no trainees yet. Create one under People.',
    more: 'Showing {{shown}} of {{total}}. Type to find the others.',
    done: 'Done',
  },

  unassigned: {
    title: 'Without a trainer',
    text_one: '{{count}} trainee has no trainer.',
    text_other: '{{count}} trainees have no trainer.',
    none: 'Every trainee has a trainer.',
    no_match: 'No trainee without a trainer matches “{{q}}”.',
    more: 'Show more',
  },

  groups: {
    title: 'By trainer',
    found_title: 'Matching trainees',
    count_one: '{{count}} trainee',
    count_other: '{{count}} trainees',
    empty: 'No trainees yet',
    show_all: 'Show all {{count}}',
    no_trainers: 'There are no trainers yet.',
    no_trainer_match: 'No trainer matches “{{q}}”.',
    no_match: 'No one matches “{{q}}”.',
    create: 'New person',
    own_none: 'You have no trainees yet. An admin can assign trainees to you.',
    more: 'Show more trainers',
  },

  notice: {
    assigned: {
      trainee: '{{person}} is now your trainer.',
      trainer: '{{person}} is now your trainee.',
    },
    unassigned: {
      trainee: '{{person}} is no longer your trainer.',
      trainer: '{{person}} is no longer your trainee.',
    },
  },

  problem: {
    already_assigned: 'This trainee is already assigned to this trainer.',
    has_assignments: 'This person has assignments. Remove them first.',
  },
};
