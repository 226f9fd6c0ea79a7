import { Input, SegmentedControl, SimpleGrid, TextInput } from '@mantine/core';
import '@mantine/core/styles/SegmentedControl.layer.css';
import '@mantine/core/styles/SimpleGrid.layer.css';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useId } from 'react';
import type { Role } from '@/api/types';
import { useTranslation } from '@/i18n';
import { ROLES } from './search';
import type { UserDetails } from './userForm';

interface Props<F extends UserDetails> {
  form: UseFormReturnType<F>;
  usernameHint?: string;
  /** Why the role stands as it is. */
  roleError?: ReactNode;
}

/** The fields of one person, for somebody new and for somebody known. */
export function UserFields<F extends UserDetails>({ form, usernameHint, roleError }: Props<F>) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const roleId = useId();
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
      <Input.Wrapper
        label={t('account.role')}
        labelElement="div"
        labelProps={{ id: roleId }}
        description={t(`form.role_${form.values.role}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={roleError ?? form.errors.role}
      >
        <SegmentedControl
          fullWidth
          aria-labelledby={roleId}
          data={ROLES.toReversed().map((role) => ({ value: role, label: core(`role.${role}`) }))}
          value={form.values.role}
          onChange={(role) => form.setFieldValue('role', role as Role as never)}
        />
      </Input.Wrapper>
    </>
  );
}
