import '@mantine/core/styles/SimpleGrid.layer.css';
import { Alert, Button, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { api, ifMatch } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { changedFields, conflictingFields } from '@/lib/threeWayMerge';
import { useChange } from '@/live/useChange';
import { useOwnFields } from '@/people';
import { CustomFieldInputs } from '@/ui/customFields/CustomFieldInputs';
import { toast } from '@/ui/feedback/toasts';
import { FormModal } from '@/ui/forms/FormModal';
import { FormNotice } from '@/ui/forms/FormNotice';
import { RestoredNotice } from '@/ui/forms/RestoredNotice';
import { readKept, useKeptValues } from '@/ui/forms/useKeptValues';
import { AnchorLink } from '@/ui/layout/links';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { useVersionConflict } from '@/ui/modals/useVersionConflict';
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

interface Change {
  changes: Partial<UserDetails>;
  version: number;
  /** The previous values, for an undo; null if this is the undo. */
  before: UserDetails | null;
}

/** Edits a user, except the password. `user` stays current, but never overwrites what is being typed. */
export default function EditUserModal({ user, onClose }: { user: User; onClose: () => void }) {
  const fields = useOwnFields('user');
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const [roleError, setRoleError] = useState<ReactNode>(null);
  // What the form started from, with the version to send when saving.
  const name = `${useMe().id}.user.${user.id}`;
  const [base, setBase] = useState(() => readKept<UserDetails, User>(name)?.base ?? user);
  const form = useForm<UserDetails>({
    initialValues: detailsOf(base),
    validate: schemaResolver(userSchema(t), { sync: true }),
    onValuesChange: (now, before) => now.role !== before.role && setRoleError(null),
  });
  const begin = (from: User) => {
    setBase(from);
    form.setInitialValues(detailsOf(from));
    form.setValues(detailsOf(from));
    form.clearErrors();
    setRoleError(null);
  };
  const { isTyped: isTyping, isRestored, holds, forget } = useKeptValues(name, form, base);
  if (user.version > base.version && !isTyping) begin(user);

  const save = useChange({
    of: 'users',
    send: ({ changes, version }: Change) =>
      api.PUT('/users/{user_id}', {
        params: { path: { user_id: user.id } },
        headers: ifMatch(version),
        body: toRequest(changes, fields),
      }),
    expect: ({ changes }) => ({ id: user.id, change: (known) => withChanges(known, changes, fields) }),
    onDone: (saved, { changes, before }) => {
      authStore.setUser(saved);
      // Own fields that had no value are missing in `before`.
      const emptied = Object.fromEntries(Object.keys(changes).map((field) => [field, '']));
      const back = before && { changes: { ...emptied, ...before }, version: saved.version, before: null };
      const undo = back && { label: core('action.undo'), run: () => save.mutate(back) };
      toast(t(before ? 'edit.done' : 'edit.undone', { name: saved.name }), undo ?? undefined);
      if (!before) return;
      forget();
      onClose();
    },
    onRefused: (error) => {
      if (conflict.handle(error)) return true;
      const isRole = hasCode(error, 'last_admin', 'has_scheduled_sessions', 'has_assignments');
      if (isRole) setRoleError(<RoleChangeError error={error} user={base} />);
      const errors = toFieldErrors(error, t);
      form.setErrors(errors);
      return isRole || Object.keys(errors).length > 0;
    },
  });
  const mine = () => trimmed(form.getValues());
  const fieldsInConflict = (theirs: User) => conflictingFields(detailsOf(base), mine(), detailsOf(theirs));
  const send = (over: User) => {
    const changes = changedFields(detailsOf(base), mine());
    if (Object.keys(changes).length === 0) onClose();
    else save.mutate({ changes, version: over.version, before: detailsOf(over) });
  };
  const conflict = useVersionConflict<User>({ fieldsInConflict, keepMine: send, takeTheirs: begin });
  const { theirs } = conflict;
  return (
    <>
      <FormModal
        opened={theirs === null}
        onClose={onClose}
        holds={() => (save.isPending ? 'saving' : holds())}
        onDiscard={forget}
        size="lg"
        title={t('edit.title', { name: base.name })}
      >
        {(close) => (
          <form onSubmit={form.onSubmit(() => send(base))} noValidate>
            <Stack>
              {isRestored && <RestoredNotice onStartOver={() => begin(user)} />}
              {isTyping && user.version > base.version && !save.isPending && (
                <FormNotice
                  text={t('account.changed_elsewhere')}
                  action={t('account.show_new')}
                  onAction={() => begin(user)}
                />
              )}
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
              {save.error && !roleError && !theirs && hasCode(save.error, 'not_found') && (
                <Alert color="red" role="alert">
                  {problemText(save.error, core)}
                </Alert>
              )}
              <DialogFooter>
                <Button variant="default" onClick={close}>
                  {core('action.cancel')}
                </Button>
                <Button type="submit" loading={save.isPending} disabled={!isTyping}>
                  {core('action.save')}
                </Button>
              </DialogFooter>
            </Stack>
          </form>
        )}
      </FormModal>
      <VersionConflictModal
        differences={theirs && userDifferences(fieldsInConflict(theirs), mine(), detailsOf(theirs), t, core, fields)}
        {...conflict.modal}
      />
    </>
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
