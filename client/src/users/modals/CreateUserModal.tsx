import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/SimpleGrid.layer.css';
import { Alert, Button, Checkbox, SimpleGrid, Stack, Text } from '@mantine/core';
import { schemaResolver } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, dataOf } from '@/api/client';
import type { CreatedUser } from '@/api/types';
import { useTranslation } from '@/i18n';
import { sendsMailQuery } from '@/live/optionsQuery';
import { useLiveConnection } from '@/live/useLive';
import { useOwnFields } from '@/people';
import { CustomFieldInputs } from '@/ui/customFields/CustomFieldInputs';
import { toast, toastProblem } from '@/ui/feedback/toasts';
import { FormModal } from '@/ui/forms/FormModal';
import { FormNotices } from '@/ui/forms/FormNotices';
import { type EditForm, useEditForm } from '@/ui/forms/useEditForm';
import { ButtonLink } from '@/ui/layout/links';
import { DialogFooter } from '@/ui/modals/DialogFooter';
import { canMailQuery } from '../model/queries';
import { EMPTY_USER, type NewUserDetails, toFieldErrors, toRequest, trimmed, userSchema } from '../model/userForm';
import { suggestUsername } from '../model/username';
import { OneTimePassword } from './OneTimePassword';
import { TemporaryPasswordField, useTemporaryPassword } from './TemporaryPasswordField';
import { UserFields } from './UserFields';
import { useFocusOnAppear } from './useFocusOnAppear';

/** Creates a user. A click outside does not lose what was typed, and a generated password stays until it is confirmed. */
export default function CreateUserModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('users');
  const [created, setCreated] = useState<CreatedUser | null>(null);
  const [round, setRound] = useState(0);
  return (
    <FormModal
      opened
      onClose={onClose}
      isLocked={created !== null}
      size="lg"
      title={created ? t(titleOf(created), { name: created.name }) : t('create.title')}
    >
      {(close) =>
        created ? (
          <Created
            user={created}
            onAgain={() => {
              setCreated(null);
              setRound(round + 1);
            }}
            onClose={onClose}
          />
        ) : (
          <CreateForm key={round} isAgain={round > 0} onCreated={setCreated} onClose={close} />
        )
      }
    </FormModal>
  );
}

const titleOf = ({ status }: CreatedUser) =>
  status === 'invited' ? ('create.done_invited_title' as const) : ('create.done_title' as const);

interface FormProps {
  /** Another person: the dialog is open already, so the form itself moves the focus to where typing begins. */
  isAgain: boolean;
  onCreated: (user: CreatedUser) => void;
  onClose: () => void;
}

function CreateForm({ isAgain, onCreated, onClose }: FormProps) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const { cache } = useLiveConnection();
  const own = useTemporaryPassword('password');
  const ownFields = useOwnFields('user');
  const canInvite = useQuery(canMailQuery()).data ?? false;
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const [wantsInvitation, setWantsInvitation] = useState(true);
  const invite = canInvite && wantsInvitation;
  const fields = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isAgain) fields.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [isAgain]);
  const [isSuggested, setSuggested] = useState(true);
  const create = useMutation({
    mutationFn: (details: NewUserDetails) => {
      const wanted = toRequest(details, ownFields);
      const password = own.password === null ? {} : { password: own.password };
      return dataOf(api.POST('/users/', { body: { ...wanted, ...(invite ? { invite } : password) } }));
    },
    onSuccess: (user) => {
      const { temporary_password: _, ...known } = user;
      cache.learn('users', known);
      edit.saved(null);
      onCreated(user);
      toast(t('create.done', { name: user.name }));
    },
    onError: (error) => {
      const isPassword = own.notice(error);
      if (!edit.refused(error, toFieldErrors(error, t)) && !isPassword) toastProblem(error, core);
    },
  });
  const edit: EditForm<NewUserDetails, NewUserDetails, null> = useEditForm({
    name: 'user.new',
    item: null,
    toValues: () => EMPTY_USER,
    toFields: trimmed<NewUserDetails>,
    validate: schemaResolver(userSchema(t), { sync: true }),
    onValuesChange: (now, before) => {
      if (now.username !== before.username) setSuggested(now.username === suggestionFor(now));
      else if (isSuggested) edit.form.setFieldValue('username', suggestionFor(now));
    },
    holdsMore: !invite && Boolean(own.password),
    save: ({ changes }) => create.mutate(changes as NewUserDetails),
    isSaving: create.isPending,
  });
  const { form } = edit;
  const { username, first_name, last_name } = form.values;
  return (
    <form ref={fields} onSubmit={edit.submit} noValidate>
      <FormNotices of={edit} />
      <Stack>
        <UserFields form={form} usernameHint={t('create.username_hint')} />
        {ownFields.length > 0 && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <CustomFieldInputs form={form} fields={ownFields} />
          </SimpleGrid>
        )}
        {canInvite && (
          <Checkbox
            label={t('create.invite')}
            description={t(sendsMail ? 'create.invite_hint' : 'create.invite_hint_file')}
            checked={invite}
            onChange={({ currentTarget }) => setWantsInvitation(currentTarget.checked)}
          />
        )}
        {!invite && (
          <TemporaryPasswordField
            password={own.password}
            error={own.error}
            ownNames={[username, first_name, last_name]}
            onChange={own.change}
          />
        )}
        <DialogFooter>
          <Button variant="default" onClick={onClose}>
            {core('action.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('create.submit')}
          </Button>
        </DialogFooter>
      </Stack>
    </form>
  );
}

const suggestionFor = ({ first_name, last_name }: NewUserDetails) => suggestUsername(first_name, last_name);

interface CreatedProps {
  user: CreatedUser;
  onAgain: () => void;
  onClose: () => void;
}

function Created({ user, onAgain, onClose }: CreatedProps) {
  const { t } = useTranslation('users');
  const sendsMail = useQuery(sendsMailQuery()).data ?? true;
  const password = user.temporary_password ?? null;
  const close = useFocusOnAppear<HTMLButtonElement>(password === null);
  return (
    <Stack>
      {password === null ? (
        <Alert>
          {user.status === 'invited'
            ? t(sendsMail ? 'create.done_invited' : 'create.done_invited_file', { email: user.email })
            : t('create.done_chosen', { username: user.username })}
        </Alert>
      ) : (
        <>
          <Text>{t('create.done_text', { name: user.first_name })}</Text>
          <OneTimePassword name={user.first_name} username={user.username} password={password} />
        </>
      )}
      <DialogFooter>
        {user.role === 'trainee' && (
          <ButtonLink
            variant="default"
            to="/users/$userId"
            params={{ userId: String(user.id) }}
            search={{ dialog: 'assign' }}
          >
            {t('create.assign')}
          </ButtonLink>
        )}
        <Button variant="default" onClick={onAgain}>
          {t('create.again')}
        </Button>
        <Button onClick={onClose} ref={close}>
          {t(password === null ? 'create.close' : 'secret.noted')}
        </Button>
      </DialogFooter>
    </Stack>
  );
}
