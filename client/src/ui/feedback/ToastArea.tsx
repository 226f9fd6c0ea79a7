import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from '@/i18n';
import { useStore } from '@/lib/store';
import { hideToast, type Toast, toastStore } from './toasts';
import classes from './toasts.module.css';

/** Where toasts appear; `toast` and `toastProblem` create them. They stay while hovered or focused. */
export function ToastArea() {
  const { t } = useTranslation();
  const shown = useStore(toastStore);
  return (
    <section aria-label={t('toasts')} className={classes.toasts}>
      {shown.map((toast) => (
        <Card key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Card({ toast }: { toast: Toast }) {
  const { t } = useTranslation();
  const [isHeld, setHeld] = useState(false);
  const { id, kind, title, message, undo, lastsMs } = toast;
  const Icon = kind === 'done' ? IconCheck : IconAlertTriangle;
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => hideToast(id), lastsMs);
    return () => clearTimeout(timer);
  }, [isHeld, id, lastsMs]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only pauses while hovered or focused
    <div
      role={kind === 'done' ? 'status' : 'alert'}
      className={classes.card}
      data-kind={kind}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={20} aria-hidden />
      <div className={classes.words}>
        {title && <strong>{title}</strong>}
        <span>{message}</span>
      </div>
      {undo && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            hideToast(id);
            undo.run();
          }}
        >
          {undo.label}
        </Button>
      )}
      <CloseButton aria-label={t('action.close')} onClick={() => hideToast(id)} />
    </div>
  );
}
