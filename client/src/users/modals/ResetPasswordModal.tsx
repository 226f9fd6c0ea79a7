import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, dataOf } from '@/api/client';
import type { User } from '@/api/types';
import { useTranslation } from '@/i18n';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { FormModal } from '@/ui/forms/FormModal';
import { useUnsaved } from '@/ui/forms/unsaved';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { OneTimePassword } from './OneTimePassword';
import { TemporaryPasswordField, useTemporaryPassword } from './TemporaryPasswordField';

interface Props {
  user: User;
  onClose: () => void;
}

/** Gives another user a new temporary password. */
export default function ResetPasswordModal({ user, onClose }: Props) {
  const { t } = useTranslation('users');
  const [generated, setGenerated] = useState<string | null>(null);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t(generated ? 'reset.done_title' : 'reset.title', { name: user.name })}
      size="lg"
      isLocked={generated !== null}
    >
      {(close) =>
        generated ? (
          <Stack>
            <OneTimePassword name={user.first_name} username={user.username} password={generated} />
            <DialogFooter>
              <Button onClick={onClose}>{t('secret.noted')}</Button>
            </DialogFooter>
          </Stack>
        ) : (
          <ResetForm user={user} onGenerated={setGenerated} onCancel={close} onClose={onClose} />
        )
      }
    </FormModal>
  );
}

interface FormProps extends Props {
  /** Called with the password that was generated. */
  onGenerated: (password: string) => void;
  /** Asks first, if something was typed. */
  onCancel: () => void;
}

function ResetForm({ user, onGenerated, onCancel, onClose }: FormProps) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const own = useTemporaryPassword('new_password');
  // The mutation is known to be under way only when it is drawn; an Escape before that would lose the password.
  const isSent = useRef(false);
  const reset = useMutation({
    mutationFn: () => {
      const body = own.password === null ? {} : { new_password: own.password };
      return dataOf(api.POST('/auth/reset-password/{user_id}', { params: { path: { user_id: user.id } }, body }));
    },
    onSuccess: ({ temporary_password }) => {
      toast(t('reset.done', { name: user.name }));
      if (temporary_password) onGenerated(temporary_password);
      else onClose();
    },
    onError: (error) => {
      isSent.current = false;
      return own.notice(error) || toastProblem(error, core);
    },
  });
  useUnsaved({ holds: () => Boolean(own.password), isSaving: () => isSent.current });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        isSent.current = true;
        reset.mutate();
      }}
    >
      <Stack>
        <Text>{t('reset.text', { name: user.name })}</Text>
        <Alert color="yellow">{t('reset.consequence')}</Alert>
        <TemporaryPasswordField
          password={own.password}
          error={own.error}
          ownNames={[user.username, user.first_name, user.last_name]}
          onChange={own.change}
        />
        <DialogFooter>
          <Button variant="default" onClick={onCancel}>
            {core('action.cancel')}
          </Button>
          <Button type="submit" loading={reset.isPending} data-autofocus>
            {t('reset.submit')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  );
}
