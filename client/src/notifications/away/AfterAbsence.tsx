import { Suspense } from 'react';
import { useStore } from '@/lib/store';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { absence } from '../model/visits';

const AwaySummary = lazyWithRetry(() => import('./AwaySummary'));

/** What the user missed, on the first page after an absence. */
export function AfterAbsence() {
  const isBack = useStore(absence) !== null;
  return (
    isBack && (
      <Suspense>
        <AwaySummary />
      </Suspense>
    )
  );
}
