import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { type Ref, useState } from 'react';
import { useTranslation } from '@/i18n';

/** A password field whose visibility toggle is reachable by keyboard and has a name. */
export function PasswordField(props: TextInputProps & { ref?: Ref<HTMLInputElement> }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? IconEyeOff : IconEye;
  return (
    <TextInput
      type={isShown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      rightSection={
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t(isShown ? 'sign_in.hide_password' : 'sign_in.show_password')}
          onClick={() => setShown(!isShown)}
        >
          <Icon size={18} aria-hidden />
        </ActionIcon>
      }
      {...props}
    />
  );
}
