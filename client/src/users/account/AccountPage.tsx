import '@mantine/core/styles/SimpleGrid.layer.css';
import { Button, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { schemaResolver } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { api, ifMatch } from '@/api/client';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { usePermissions } from '@/auth/permissions';
import { text, useTranslation } from '@/i18n';
import { showLanguageOf } from '@/i18n/accountLanguage';
import { z } from '@/lib/zod';
import { sendsMailQuery } from '@/live/optionsQuery';
import { useChange } from '@/live/useChange';
import { NotificationPreferences } from '@/notifications';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { toast } from '@/ui/feedback/toasts';
import { PasswordField } from '@/ui/fields/PasswordField';
import { PageForm } from '@/ui/forms/PageForm';
import { type Attempt, type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Panel } from '@/ui/layout/Panel';
import { PendingEmail } from '../model/PendingEmail';
import { canMailQuery, meQuery } from '../model/queries';
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
import { CalendarCard } from './CalendarCard';
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
        <div className={classes.column}>
          <Panel title={t('account.details_title')}>
            <QueryBoundary query={me}>{(user) => <AccountForm user={user} />}</QueryBoundary>
          </Panel>
          <Suspense fallback={<LinesSkeleton lines={8} />}>
            <NotificationPreferences />
          </Suspense>
        </div>
        <div className={classes.column}>
          <Panel title={t('account.password_title')}>
            <Stack gap="sm" align="flex-start">
              <Text c="dimmed">{t('account.password_text')}</Text>
              <Button component={Link} to="/account/password" variant="default">
                {core('user_menu.password')}
              </Button>
            </Stack>
          </Panel>
          <CalendarCard userId={id} />
          <SignInsCard userId={id} />
        </div>
      </div>
    </>
  );
}

/** The user's own names and e-mail address. `user` stays current, but never overwrites what is being typed. */
function AccountForm({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const may = usePermissions();
  const canMail = useQuery(canMailQuery()).data ?? false;
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const needsPassword = (email: string) => !may.changeOwnEmailFreely && email.trim() !== edit.base.email;
  const schema = z.object({ ...nameSchemas(t), email: emailSchema(t), current_password: z.string() }).check(
    z.refine(({ email, current_password }) => !needsPassword(email) || current_password !== '', {
      path: ['current_password'],
      error: t('account.need_password'),
    }),
  );
  const save = useChange({
    of: 'users',
    send: ({ changes, values, over }: Attempt<OwnForm, OwnDetails, User>) =>
      api.PUT('/users/{user_id}', {
        params: { path: { user_id: user.id } },
        headers: ifMatch(over.version),
        body: { ...toRequest(changes), ...(changes.email && { current_password: values.current_password }) },
      }),
    // A new address may have to be confirmed first.
    expect: ({ changes: { email, ...changes } }) => ({
      id: user.id,
      change: (known) => withChanges(known, may.changeOwnEmailFreely && email ? { ...changes, email } : changes),
    }),
    onDone: (saved, { changes }) => {
      authStore.setUser(saved);
      edit.saved(saved);
      const address = changes.email && saved.pending_email;
      const done = () =>
        address
          ? text('users', sendsMail ? 'account.saved_waiting' : 'pending.filed', { address })
          : text('users', 'account.saved');
      void retryWhenBack(() => showLanguageOf(saved)).then(() => toast(done()));
    },
    onRefused: (error) =>
      edit.refused(
        error,
        hasCode(error, 'wrong_current_password')
          ? { current_password: t('account.wrong_password') }
          : toFieldErrors(error, t),
      ),
  });
  const edit: EditForm<OwnForm, OwnDetails, User> = useEditForm({
    name: 'account',
    item: user,
    toValues: (from) => ({ ...ownDetails(from), current_password: '' }),
    toFields: ({ current_password: _, ...details }: OwnForm): OwnDetails => trimmed(details),
    secrets: ['current_password'],
    validate: schemaResolver(schema, { sync: true }),
    save: save.mutate,
    isSaving: save.isPending,
    compare: (fields, mine, theirs) => userDifferences(fields, mine, ownDetails(theirs), t, core),
  });
  const { form } = edit;
  return (
    <PageForm of={edit}>
      <div>
        <dl className={classes.facts}>
          <div>
            <dt>{t('account.username')}</dt>
            <dd>{user.username}</dd>
          </div>
          <div>
            <dt>{t('account.role')}</dt>
            <dd>{core(`role.${user.role}`)}</dd>
          </div>
        </dl>
        <p className={classes.hint}>{t(may.managePeople ? 'account.facts_hint_admin' : 'account.facts_hint')}</p>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={t('account.first_name')} autoComplete="given-name" {...form.getInputProps('first_name')} />
        <TextInput label={t('account.last_name')} autoComplete="family-name" {...form.getInputProps('last_name')} />
      </SimpleGrid>
      {/* Not of type `email`, for which browsers replace `ö@ü` by `ö@xn--tda`. */}
      <TextInput
        label={t('account.email')}
        description={
          needsPassword(form.values.email) && canMail && t(sendsMail ? 'account.email_hint' : 'account.email_hint_file')
        }
        inputMode="email"
        autoComplete="email"
        {...form.getInputProps('email')}
      />
      <PendingEmail user={user} />
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
    </PageForm>
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
