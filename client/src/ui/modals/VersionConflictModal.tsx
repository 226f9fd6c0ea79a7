import { Button, Text } from '@mantine/core';
import { useTranslation } from '@/i18n';
import { AppModal } from './AppModal';
import { DialogFooter } from './DialogFooter';
import classes from './VersionConflictModal.module.css';

/** A field with two different versions. */
export interface Difference {
  label: string;
  mine: string;
  theirs: string;
}

interface Props {
  /** If null or empty, there is no conflict and no modal. */
  differences: readonly Difference[] | null;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Somebody else saved first (412): shows both versions side by side, and the user chooses. */
export function VersionConflictModal({ differences, onKeepMine, onTakeTheirs, onClose }: Props) {
  const { t } = useTranslation();
  const show = (text: string) => text || t('version_conflict.empty');
  return (
    <AppModal opened={differences !== null} onClose={onClose} title={t('version_conflict.title')} size="lg">
      <Text mb="md">{t('version_conflict.text')}</Text>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('version_conflict.field')}</th>
            <th scope="col">{t('version_conflict.mine')}</th>
            <th scope="col">{t('version_conflict.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {differences?.map(({ label, mine, theirs }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{show(mine)}</td>
              <td>{show(theirs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <DialogFooter>
        <Button variant="default" onClick={onTakeTheirs}>
          {t('version_conflict.take_theirs')}
        </Button>
        <Button onClick={onKeepMine}>{t('version_conflict.keep_mine')}</Button>
      </DialogFooter>
    </AppModal>
  );
}
