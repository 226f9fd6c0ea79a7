import '@mantine/core/styles/SimpleGrid.layer.css';
import { SimpleGrid, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import type { Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import { Segmented } from '@/ui/fields/Segmented';
import type { NewUserDetails } from '../model/userForm';

interface Props<F extends NewUserDetails> {
  form: UseFormReturnType<F>;
  usernameHint?: string;
  /** Why the role cannot be changed. */
  roleError?: ReactNode;
}

/** The fields of a user, for creating and editing. */
export function UserFields<F extends NewUserDetails>({ form, usernameHint, roleError }: Props<F>) {
  const { t } = useTranslation('users');
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('account.first_name')}
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('first_name')}
        />
        <TextInput label={t('account.last_name')} autoComplete="off" {...form.getInputProps('last_name')} />
        <TextInput
          label={t('account.username')}
          description={usernameHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...form.getInputProps('username')}
        />
        <TextInput label={t('account.email')} inputMode="email" autoComplete="off" {...form.getInputProps('email')} />
      </SimpleGrid>
      <RoleChoice
        value={form.values.role}
        error={roleError ?? form.errors.role}
        onChange={(role) => form.setFieldValue('role', role as never)}
      />
    </>
  );
}

const ROLES: readonly Role[] = ['trainee', 'trainer', 'admin'];

interface RoleChoiceProps {
  value: Role;
  error?: ReactNode;
  onChange: (role: Role) => void;
}

/** Chooses one of three roles, with an explanation of each. */
function RoleChoice({ value, error, onChange }: RoleChoiceProps) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  return (
    <Segmented
      isField
      label={t('account.role')}
      value={value}
      onChange={onChange}
      options={ROLES.map((role) => ({ value: role, label: core(`role.${role}`) }))}
      description={t(`form.role_${value}`)}
      error={error}
    />
  );
}
