import '@mantine/core/styles/SimpleGrid.layer.css';
import { Alert, Button, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { schemaResolver } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { api, ifMatch } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { authStore } from '@/auth/authStore';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { useChange } from '@/live/useChange';
import { useOwnFields } from '@/people';
import { CustomFieldInputs } from '@/ui/customFields/CustomFieldInputs';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { FormModal } from '@/ui/forms/FormModal';
import { FormNotices } from '@/ui/forms/FormNotices';
import { type Attempt, type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import { AnchorLink } from '@/ui/layout/links';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import { SettingsFields } from '../model/SettingsFields';
import {
  detailsOf,
  toFieldErrors,
  toRequest,
  trimmed,
  type UserDetails,
  userDifferences,
  userSchema,
  withChanges,
} from '../model/userForm';
import { UserFields } from './UserFields';

interface Props {
  user: User;
  onClose: () => void;
}

/** Edits a user, except the password. */
export default function EditUserModal({ user, onClose }: Props) {
  const { t } = useTranslation('users');
  return (
    <FormModal opened onClose={onClose} size="lg" title={t('edit.title', { name: user.name })}>
      {(close) => <UserForm user={user} onCancel={close} onClose={onClose} />}
    </FormModal>
  );
}

interface FormProps extends Props {
  /** Asks first, if something was typed. */
  onCancel: () => void;
}

/** What to save, and the values before, for an undo; null if this is the undo. */
type Change = Pick<Attempt<UserDetails, UserDetails, User>, 'changes' | 'over'> & { before: UserDetails | null };

function UserForm({ user, onCancel, onClose }: FormProps) {
  const fields = useOwnFields('user');
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const [roleError, setRoleError] = useState<ReactNode>(null);
  const save = useChange({
    of: 'users',
    send: ({ changes, over }: Change) =>
      api.PUT('/users/{user_id}', {
        params: { path: { user_id: user.id } },
        headers: ifMatch(over.version),
        body: toRequest(changes, fields),
      }),
    expect: ({ changes }) => ({ id: user.id, change: (known) => withChanges(known, changes, fields) }),
    onDone: (saved, { changes, before }) => {
      authStore.setUser(saved);
      // Own fields that had no value are missing in `before`.
      const emptied = Object.fromEntries(Object.keys(changes).map((field) => [field, '']));
      const back = before && { changes: { ...emptied, ...before }, over: saved, before: null };
      const undo = back && { label: core('action.undo'), run: () => save.mutate(back) };
      toast(t(before ? 'edit.done' : 'edit.undone', { name: saved.name }), undo ?? undefined);
      if (!before) return;
      edit.saved(saved);
      onClose();
    },
    onRefused: (error, { before }) => {
      // The form is gone by then.
      if (!before) return toastProblem(error, core) ?? true;
      const isRole = hasCode(error, 'last_admin', 'has_scheduled_sessions', 'has_assignments');
      if (isRole) setRoleError(<RoleChangeError error={error} user={edit.base} />);
      return edit.refused(error, toFieldErrors(error, t)) || isRole;
    },
  });
  const edit: EditForm<UserDetails, UserDetails, User> = useEditForm({
    name: `user.${user.id}`,
    item: user,
    toValues: detailsOf,
    toFields: trimmed<UserDetails>,
    validate: schemaResolver(userSchema(t), { sync: true }),
    onValuesChange: (now, before) => now.role !== before.role && setRoleError(null),
    save: ({ changes, over }) => save.mutate({ changes, over, before: detailsOf(over) }),
    isSaving: save.isPending,
    compare: (names, mine, theirs) => userDifferences(names, mine, detailsOf(theirs), t, core, fields),
  });
  const { form } = edit;
  return (
    <form onSubmit={edit.submit} noValidate>
      <FormNotices of={edit} />
      <Stack>
        <UserFields form={form} roleError={roleError} />
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <SettingsFields form={form} />
          <TextInput
            label={t('account.external_id')}
            description={t('account.external_id_hint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="off"
            {...form.getInputProps('external_id')}
          />
        </SimpleGrid>
        {fields.length > 0 && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <CustomFieldInputs form={form} fields={fields} />
          </SimpleGrid>
        )}
        {hasCode(save.error, 'not_found') && (
          <Alert color="red" role="alert">
            {problemText(save.error, core)}
          </Alert>
        )}
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {core('action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!edit.isTyped}>
            {core('action.save')}
          </Button>
        </DialogFooter>
      </Stack>
      <VersionConflictModal {...edit.conflict} />
    </form>
  );
}

/** Why a role cannot be changed, with a link to what prevents it. */
function RoleChangeError({ error, user }: { error: unknown; user: User }) {
  const { t } = useTranslation('users');
  if (hasCode(error, 'last_admin')) return t('problem.last_admin');
  if (hasCode(error, 'has_assignments')) {
    return (
      <>
        {t('edit.has_assignments')}{' '}
        <AnchorLink size="sm" to="/users/$userId" params={{ userId: String(user.id) }} search={{ dialog: 'assign' }}>
          {t('edit.see_assignments')}
        </AnchorLink>
      </>
    );
  }
  const whose = user.role === 'trainee' ? { trainee_id: user.id } : { trainer_id: user.id };
  return (
    <>
      {t('edit.has_sessions')}{' '}
      <AnchorLink size="sm" to="/sessions" search={{ ...whose, status: 'scheduled' }}>
        {t('edit.see_sessions')}
      </AnchorLink>
    </>
  );
}
