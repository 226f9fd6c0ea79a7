import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import { VersionConflictModal } from '../modals/VersionConflictModal';
import { FormNotices } from './FormNotices';
import { LeaveGuard } from './LeaveGuard';
import classes from './PageForm.module.css';
import type { EditForm } from './useEditForm';

interface Props {
  of: Pick<
    EditForm<object, object, null>,
    'submit' | 'startOver' | 'discard' | 'isTyped' | 'isSaving' | 'isRestored' | 'isOutdated' | 'conflict'
  >;
  /** Higher than the screen: the buttons stay in sight. */
  isLong?: boolean;
  /** What saves it, on a page with several forms. */
  label?: string;
  /** The fields. */
  children: ReactNode;
}

/** A form on a page: below the fields the buttons, above them what happened to what is in them. Leaving asks first. */
export function PageForm({ of, isLong = false, label, children }: Props) {
  const { t } = useTranslation();
  return (
    <form onSubmit={of.submit} noValidate>
      <FormNotices of={of} />
      <Stack>
        {children}
        <Group className={isLong ? classes.sticky : ''}>
          <Button type="submit" loading={of.isSaving} disabled={!of.isTyped}>
            {label ?? t('action.save')}
          </Button>
          {of.isTyped && (
            <Button variant="default" onClick={of.startOver}>
              {t('action.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
      <LeaveGuard of={of} />
      <VersionConflictModal {...of.conflict} />
    </form>
  );
}
