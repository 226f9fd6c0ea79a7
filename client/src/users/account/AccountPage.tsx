import '@mantine/core/styles/SimpleGrid.layer.css';
import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ifMatch } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { text, useTranslation } from '@/i18n';
import { showLanguageOf } from '@/i18n/accountLanguage';
import { changedFields, conflictingFields } from '@/lib/threeWayMerge';
import { z } from '@/lib/zod';
import { useChange } from '@/live/useChange';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { toast } from '@/ui/feedback/toasts';
import { PasswordField } from '@/ui/fields/PasswordField';
import { FormNotice } from '@/ui/forms/FormNotice';
import { useKeepDraft, useKept } from '@/ui/forms/keptDraft';
import { LeaveGuard } from '@/ui/forms/LeaveGuard';
import { RestoredNotice } from '@/ui/forms/RestoredNotice';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Panel } from '@/ui/layout/Panel';
import { useVersionConflict } from '@/ui/modals/useVersionConflict';
import { VersionConflictModal } from '@/ui/modals/VersionConflictModal';
import { meQuery } from '../model/queries';
import { SettingsFields } from '../model/SettingsFields';
import {
  emailSchema,
  nameSchemas,
  settingsOf,
  toFieldErrors,
  toRequest,
  trimmed,
  type UserSettings,
  userDifferences,
  withChanges,
} from '../model/userForm';
import classes from './AccountPage.module.css';
import { SignInsCard } from './SignInsCard';

/** The user's own details, password and sign-ins. */
export default function AccountPage() {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const { id } = useMe();
  const me = useQuery(meQuery(id));
  return (
    <>
      <PageHeader title={t('account.title')} lead={t('account.lead')} />
      <div className={classes.cards}>
        <Panel title={t('account.details_title')}>
          <QueryBoundary query={me}>{(user) => <AccountForm user={user} />}</QueryBoundary>
        </Panel>
        <Panel title={t('account.password_title')}>
          <Stack gap="sm" align="flex-start">
            <Text c="dimmed">{t('account.password_text')}</Text>
            <Button component={Link} to="/account/password" variant="default">
              {core('user_menu.password')}
            </Button>
          </Stack>
        </Panel>
        <SignInsCard userId={id} />
      </div>
    </>
  );
}

/** The user's own names and e-mail address. `user` stays current, but never overwrites what is being typed. */
function AccountForm({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const hint = t(user.role === 'admin' ? 'account.username_hint_admin' : 'account.username_hint');
  const keptAs = `${user.id}.account`;
  const kept = useKept<Kept>(keptAs);
  // What the form started from, with the version to send when saving.
  const [base, setBase] = useState(kept?.base ?? user);
  const [isRestored, setRestored] = useState(kept !== null);
  const needsPassword = (email: string) => user.role !== 'admin' && email.trim() !== base.email;
  const schema = z.object({ ...nameSchemas(t), email: emailSchema(t), current_password: z.string() }).check(
    z.refine(({ email, current_password }) => !needsPassword(email) || current_password !== '', {
      path: ['current_password'],
      error: t('account.need_password'),
    }),
  );
  const form = useForm<OwnForm>({
    initialValues: { ...(kept?.draft ?? ownDetails(user)), current_password: '' },
    validate: schemaResolver(schema, { sync: true }),
  });
  const mine = (): OwnDetails => {
    const { current_password: _, ...details } = form.getValues();
    return trimmed(details);
  };
  const isTyping = Object.keys(changedFields(ownDetails(base), mine())).length > 0;
  if (user.version > base.version && !isTyping) begin(user);
  useKeepDraft(keptAs, isTyping, { base, draft: mine() } satisfies Kept);

  function begin(from: User) {
    setBase(from);
    setRestored(false);
    form.setValues({ ...ownDetails(from), current_password: '' });
    form.clearErrors();
  }

  const save = useChange({
    of: 'users',
    send: ({ changes, version }: { changes: Partial<OwnDetails>; version: number }) =>
      api.PUT('/users/{user_id}', {
        params: { path: { user_id: user.id } },
        headers: ifMatch(version),
        body: { ...toRequest(changes), ...(changes.email && { current_password: form.getValues().current_password }) },
      }),
    expect: ({ changes }) => ({ id: user.id, change: (known) => withChanges(known, changes) }),
    onDone: (saved) => {
      authStore.setUser(saved);
      conflict.settle();
      begin(saved);
      void retryWhenBack(() => showLanguageOf(saved)).then(() => toast(text('users', 'account.saved')));
    },
    onRefused: (error) => {
      if (conflict.handle(error)) return true;
      const errors = hasCode(error, 'wrong_current_password')
        ? { current_password: t('account.wrong_password') }
        : toFieldErrors(error, t);
      form.setErrors(errors);
      return Object.keys(errors).length > 0;
    },
  });
  const fieldsInConflict = (theirs: User) => conflictingFields(ownDetails(base), mine(), ownDetails(theirs));
  const send = ({ version }: User) => save.mutate({ changes: changedFields(ownDetails(base), mine()), version });
  const conflict = useVersionConflict<User>({ fieldsInConflict, keepMine: send, takeTheirs: begin });
  const { theirs } = conflict;
  return (
    <form onSubmit={form.onSubmit(() => send(base))} noValidate>
      <Stack>
        {isTyping && isRestored && <RestoredNotice onStartOver={() => begin(user)} />}
        {isTyping && user.version > base.version && !save.isPending && !theirs && (
          <FormNotice
            text={t('account.changed_elsewhere')}
            action={t('account.show_new')}
            onAction={() => begin(user)}
          />
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={t('account.first_name')} autoComplete="given-name" {...form.getInputProps('first_name')} />
          <TextInput label={t('account.last_name')} autoComplete="family-name" {...form.getInputProps('last_name')} />
        </SimpleGrid>
        {/* Not of type `email`, for which browsers replace `ö@ü` by `ö@xn--tda`. */}
        <TextInput label={t('account.email')} inputMode="email" autoComplete="email" {...form.getInputProps('email')} />
        {needsPassword(form.values.email) && (
          <PasswordField
            label={t('account.current_password')}
            description={t('account.current_password_hint')}
            autoComplete="current-password"
            {...form.getInputProps('current_password')}
          />
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <SettingsFields form={form} />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={t('account.username')} description={hint} value={user.username} readOnly />
          <TextInput label={t('account.role')} description={hint} value={core(`role.${user.role}`)} readOnly />
        </SimpleGrid>
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!isTyping}>
            {core('action.save')}
          </Button>
          {isTyping && (
            <Button variant="default" onClick={() => begin(user)}>
              {core('action.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
      <LeaveGuard isTyped={isTyping} isSaving={save.isPending} keptAs={keptAs} onDiscard={() => begin(user)} />
      <VersionConflictModal
        differences={theirs && userDifferences(fieldsInConflict(theirs), mine(), ownDetails(theirs), t, core)}
        {...conflict.modal}
      />
    </form>
  );
}

/** The fields that all users may change themselves. */
type OwnDetails = Pick<User, 'first_name' | 'last_name' | 'email'> & UserSettings;
/** The password is only sent with a new e-mail address, and never kept. */
type OwnForm = OwnDetails & { current_password: string };

const ownDetails = (user: User): OwnDetails => ({
  first_name: user.first_name,
  last_name: user.last_name,
  email: user.email,
  ...settingsOf(user),
});

/** What is kept of a form for a reload. */
interface Kept {
  base: User;
  draft: OwnDetails;
}
