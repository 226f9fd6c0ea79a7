import { IconCircleCheck, IconProgressCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Consumer } from '@/api/types';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { SystemHeader } from '../frame/SystemHeader';
import { consumersQuery } from '../model/systemQueries';
import classes from './Background.module.css';
import { ConsumerPanel } from './ConsumerPanel';

const isWell = ({ is_gone, behind, tries, set_aside_count }: Consumer) =>
  !is_gone && behind === 0 && tries === 0 && set_aside_count === 0;

/** What works in the background: whether it keeps up, and what it could not do. */
export default function BackgroundPage() {
  const { t } = useTranslation('system');
  const consumers = useQuery(consumersQuery());
  return (
    <>
      <SystemHeader area="background" lead={t('background.lead')} />
      <QueryBoundary query={consumers} skeleton={<LinesSkeleton lines={3} height={96} />}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={IconProgressCheck} text={t('background.none')} />
          ) : (
            <>
              {all.every(isWell) && (
                <p className={classes.well} role="status">
                  <IconCircleCheck size={20} aria-hidden />
                  {t('background.all_well')}
                </p>
              )}
              <div className={classes.panels}>
                {all.map((consumer) => (
                  <ConsumerPanel key={consumer.name} consumer={consumer} />
                ))}
              </div>
            </>
          )
        }
      </QueryBoundary>
    </>
  );
}
