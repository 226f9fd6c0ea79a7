import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { api, ifMatch } from '@/api/client';
import type { Organisation } from '@/api/types';
import { useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import { useChange } from '@/live/useChange';
import { itemIn } from '@/shell/organisation/organisationQuery';
import { toast } from '@/ui/feedback/toasts';
import classes from './OrganisationPage.module.css';

const TYPES = 'image/png,image/jpeg,image/webp';

/** The logo: what it is now, and a new one. It is saved as soon as it is chosen. */
export function LogoPanel({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation('organisation');
  const { t: core } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<Error | null>(null);
  const save = useChange({
    of: 'organisation',
    // The file itself is the body, not JSON.
    send: (file: File | null) =>
      itemIn(
        file
          ? api.PUT('/organisation/logo', {
              body: file as never,
              bodySerializer: (body: unknown) => body as Blob,
              headers: { 'Content-Type': file.type || 'application/octet-stream' },
            })
          : api.DELETE('/organisation/logo', { headers: ifMatch(organisation.version) }),
      ),
    onDone: (_, file) => toast(t(file ? 'logo.saved' : 'logo.removed')),
    onRefused: (refusal) => {
      setError(refusal);
      return true;
    },
  });
  const onChoose = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const file = currentTarget.files?.[0];
    setError(null);
    if (file) save.mutate(file);
    // Choosing the same file again is a change too.
    currentTarget.value = '';
  };
  const { logo_url } = organisation;
  return (
    <Stack gap="sm">
      <Group align="center" gap="lg">
        <div className={classes.logo}>
          {logo_url ? <img src={logo_url} alt={t('logo.preview')} /> : <span>{t('logo.none')}</span>}
        </div>
        <Group>
          <input
            ref={input}
            type="file"
            accept={TYPES}
            className={classes.file}
            aria-label={t('logo.choose')}
            tabIndex={-1}
            onChange={onChoose}
          />
          <Button
            variant="default"
            leftSection={<IconPhotoUp size={18} aria-hidden />}
            loading={save.isPending}
            onClick={() => input.current?.click()}
          >
            {logo_url ? t('logo.replace') : t('logo.choose')}
          </Button>
          {logo_url && (
            <Button variant="subtle" color="red" disabled={save.isPending} onClick={() => save.mutate(null)}>
              {t('logo.remove')}
            </Button>
          )}
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {t('logo.hint')}
      </Text>
      {error && (
        <Alert color="red" role="alert">
          {problemText(error, core)}
        </Alert>
      )}
    </Stack>
  );
}
