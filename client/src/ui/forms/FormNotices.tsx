import { Alert, Button, Group, Stack } from '@mantine/core';
import { useTranslation } from '@/i18n';
import type { EditForm } from './useEditForm';

/** Above a form: what happened to what is in it, with a way to begin anew. */
export function FormNotices({
  of,
}: {
  of: Pick<EditForm<object, object, null>, 'isRestored' | 'isOutdated' | 'startOver'>;
}) {
  const { t } = useTranslation();
  const notices = [
    ...(of.isRestored ? [{ text: t('leave.restored'), action: t('leave.start_over') }] : []),
    ...(of.isOutdated ? [{ text: t('leave.outdated'), action: t('leave.show_new') }] : []),
  ];
  if (notices.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {notices.map(({ text, action }) => (
        <Alert key={action} color="yellow" role="status">
          <Group justify="space-between">
            {text}
            <Button size="compact-sm" variant="default" onClick={of.startOver}>
              {action}
            </Button>
          </Group>
        </Alert>
      ))}
    </Stack>
  );
}
