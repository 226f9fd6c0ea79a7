import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import '@mantine/core/styles/PasswordInput.layer.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A password field whose eye can be reached with the keyboard and says what it does. */
export function SecretInput(props: PasswordInputProps & { ref?: React.Ref<HTMLInputElement> }) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <PasswordInput
      visible={isShown}
      onVisibilityChange={setShown}
      visibilityToggleButtonProps={{
        'aria-label': t(isShown ? 'sign_in.hide_password' : 'sign_in.show_password'),
        'aria-hidden': false,
        tabIndex: 0,
      }}
      spellCheck={false}
      {...props}
    />
  );
}
