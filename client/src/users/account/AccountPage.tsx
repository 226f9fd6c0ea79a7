import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { PageHeader } from '@/ui/layout/PageHeader';
import { meQuery } from '../model/queries';
import { AccountForm } from './AccountForm';
import classes from './AccountPage.module.css';

/** Who I am to others, and my password. */
export default function AccountPage() {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const me = useQuery(meQuery(useMe().id));
  return (
    <>
      <PageHeader title={t('account.title')} lead={t('account.lead')} />
      <div className={classes.cards}>
        <Paper withBorder p="lg">
          <QueryBoundary query={me}>{(user) => <AccountForm user={user} />}</QueryBoundary>
        </Paper>
        <Paper withBorder p="lg">
          <Stack gap="sm" align="flex-start">
            <Title order={2} size="h4">
              {t('account.password_title')}
            </Title>
            <Text c="dimmed">{t('account.password_text')}</Text>
            <Button component={Link} to="/account/password" variant="default">
              {core('nav.password')}
            </Button>
          </Stack>
        </Paper>
      </div>
    </>
  );
}
