import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { api, dataOf } from '@/api/client';
import type { NotificationPreferences as Preferences } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import type { NotificationKinds } from '@/feature/notificationKinds';
import { LANGUAGES, useTranslation } from '@/i18n';
import { zonePhrase } from '@/i18n/formatDates';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { PageForm } from '@/ui/forms/PageForm';
import { type Attempt, type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import { Panel } from '@/ui/layout/Panel';
import { useKinds } from '../model/useKinds';
import classes from './NotificationPreferences.module.css';
import {
  type Choices,
  choicesOf,
  fieldOf,
  isOn,
  partsFor,
  preferencesQuery,
  remindersIn,
  toChanges,
  WAYS,
  withReminders,
} from './preferences';
import { ReminderTimes } from './ReminderTimes';

const ANCHOR = 'notifications';
const REMINDER = 'session_reminder';

/** The preferences with when they were read, for forms that compare versions. */
type Read = Preferences & { version: number };

/** What the user is told and how. Mails link to it: it is scrolled to and focused where the address says so. */
export default function NotificationPreferences() {
  const { t } = useTranslation('notifications');
  // Waited for here: later it would take away the panel, which is on the screen by then.
  const kinds = useKinds();
  const { id } = useMe();
  const query = useQuery(preferencesQuery(id));
  const isMeant = useLocation({ select: ({ hash }) => hash === ANCHOR });
  const isThere = query.data !== undefined || query.isError;
  useLayoutEffect(() => {
    if (!isMeant || !isThere) return;
    const panel = document.getElementById(ANCHOR);
    panel?.scrollIntoView();
    panel?.focus({ preventScroll: true });
  }, [isMeant, isThere]);
  return (
    <Panel title={t('preferences.title')} id={ANCHOR} className={classes.panel}>
      <QueryBoundary query={query}>
        {(preferences) => (
          <PreferencesForm preferences={{ ...preferences, version: query.dataUpdatedAt }} kinds={kinds} />
        )}
      </QueryBoundary>
    </Panel>
  );
}

function PreferencesForm({ preferences, kinds }: { preferences: Read; kinds: NotificationKinds }) {
  const { t } = useTranslation('notifications');
  const { t: core } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: ({ changes }: Attempt<Choices, Choices, Read>) =>
      dataOf(api.PUT('/notifications/preferences', { body: toChanges(changes as Choices) })),
    onSuccess(saved) {
      const { queryKey } = preferencesQuery(me.id);
      queries.setQueryData(queryKey, saved);
      edit.saved({ ...saved, version: queries.getQueryState(queryKey)?.dataUpdatedAt ?? 0 });
      toast(t('preferences.saved'));
    },
    onError: (error) => toastProblem(error, core),
  });
  const edit: EditForm<Choices, Choices, Read> = useEditForm({
    name: 'notifications',
    item: preferences,
    toValues: choicesOf,
    toFields: (choices: Choices) => choices,
    save: save.mutate,
    isSaving: save.isPending,
  });
  const { form } = edit;
  const { values } = form;
  const titles = { screen: t('preferences.screen'), mail: t('preferences.mail') };
  return (
    <PageForm of={edit} label={t('preferences.save')}>
      <Text c="dimmed">{t('preferences.text')}</Text>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('preferences.what')}</th>
            {WAYS.map((way) => (
              <th key={way} scope="col" className={classes.way}>
                {titles[way]}
              </th>
            ))}
          </tr>
        </thead>
        {partsFor(preferences, kinds, me).map(({ group, rows }) => (
          <tbody key={group}>
            <tr>
              <th scope="rowgroup" colSpan={WAYS.length + 1} className={classes.group}>
                {t(`group.${group}`)}
              </th>
            </tr>
            {rows.map(({ name, label, isFixed }) => (
              <tr key={name}>
                <th scope="row" className={classes.kind}>
                  {label}
                </th>
                {isFixed ? (
                  <td colSpan={WAYS.length} className={classes.always}>
                    {t('preferences.always')}
                  </td>
                ) : (
                  WAYS.map((way) => (
                    <td key={way} className={classes.way}>
                      <Checkbox
                        aria-label={t('preferences.by', { kind: label, way: titles[way] })}
                        className={classes.box ?? ''}
                        checked={isOn(values, name, way)}
                        onChange={({ currentTarget }) =>
                          form.setValues({ [fieldOf(name, way)]: currentTarget.checked })
                        }
                      />
                    </td>
                  ))
                )}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {REMINDER in preferences.kinds && (
        <ReminderTimes
          minutes={remindersIn(values)}
          isOff={!WAYS.some((way) => isOn(values, REMINDER, way))}
          onChange={(minutes) => form.setValues(withReminders(minutes))}
        />
      )}
      <Text size="sm" c="dimmed">
        {me.language && me.time_zone
          ? t('preferences.language', { language: LANGUAGES[me.language], zone: zonePhrase(me.time_zone) })
          : t('preferences.automatic')}
      </Text>
    </PageForm>
  );
}
