import { Input } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import type { Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import classes from './RoleChoice.module.css';

const ROLES: readonly Role[] = ['trainee', 'trainer', 'admin'];

interface Props {
  value: Role;
  error?: ReactNode;
  onChange: (role: Role) => void;
}

/** One role of three, and what it opens. */
export function RoleChoice({ value, error, onChange }: Props) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const id = useId();
  return (
    <fieldset className={classes.choice} aria-describedby={`${id}-hint`}>
      <Input.Label labelElement="div" id={`${id}-label`}>
        {t('account.role')}
      </Input.Label>
      <div role="radiogroup" aria-labelledby={`${id}-label`} className={classes.segments}>
        {ROLES.map((role) => (
          <label key={role} className={classes.segment}>
            <input type="radio" name={id} checked={role === value} onChange={() => onChange(role)} />
            {core(`role.${role}`)}
          </label>
        ))}
      </div>
      <Input.Description id={`${id}-hint`}>{t(`form.role_${value}`)}</Input.Description>
      {error && (
        <Input.Error role="alert" mt={4}>
          {error}
        </Input.Error>
      )}
    </fieldset>
  );
}
