import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from '@/i18n';
import { onRecovered, probe, reloadOnce } from '@/ui/chunks/chunkLoading';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { PageHeader } from '@/ui/layout/PageHeader';

/** Pages that failed to load a second time although the server was reachable. */
const triedAgain = new Set<string>();

/** What to do about a missing chunk once the server is reachable. */
async function remedy(missing: string, signal: AbortSignal): Promise<'ask_again' | 'reload' | Stuck> {
  const wasAway = (await probe()) === 'away';
  const found = await onRecovered(signal);
  if (found !== 'same') return reloadOnce(found.other) ? 'reload' : 'page.newer';
  if (wasAway || !triedAgain.has(missing)) {
    if (!wasAway) triedAgain.add(missing);
    return 'ask_again';
  }
  return reloadOnce(missing) ? 'reload' : 'page.broken_text';
}

type Stuck = 'page.newer' | 'page.broken_text';

/**
 * Replaces a page whose code cannot be loaded. Without a server it waits, and the page opens automatically when the
 * server is back; where the client has been replaced since, the tab reloads, once.
 */
export function ChunkErrorPage({ error }: { error: Error }) {
  const { t } = useTranslation();
  const router = useRouter();
  const [stuck, setStuck] = useState<Stuck | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const act = (found: Awaited<ReturnType<typeof remedy>>) => {
      if (found === 'ask_again') void router.invalidate();
      else if (found !== 'reload') setStuck(found);
    };
    remedy(error.message, stop.signal).then(act, () => undefined);
    return () => stop.abort();
  }, [error, router]);
  return (
    <div role="alert">
      <PageHeader title={t('page.chunk_title')} />
      <EmptyState icon={IconCloudOff} text={t(stuck ?? 'page.chunk_text')}>
        {stuck && <Button onClick={() => location.reload()}>{t('action.reload')}</Button>}
      </EmptyState>
    </div>
  );
}
