import { SimpleGrid, TextInput } from '@mantine/core';
import '@mantine/core/styles/SimpleGrid.layer.css';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import type { UserDetails } from '../model/userForm';
import { RoleChoice } from './RoleChoice';

interface Props<F extends UserDetails> {
  form: UseFormReturnType<F>;
  usernameHint?: string;
  /** Why the role stands as it is. */
  roleError?: ReactNode;
}

/** The fields of one person, for somebody new and for somebody known. */
export function UserFields<F extends UserDetails>({ form, usernameHint, roleError }: Props<F>) {
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
        <TextInput label={t('account.email')} type="email" autoComplete="off" {...form.getInputProps('email')} />
      </SimpleGrid>
      <RoleChoice
        value={form.values.role}
        error={roleError ?? form.errors.role}
        onChange={(role) => form.setFieldValue('role', role as never)}
      />
    </>
  );
}
