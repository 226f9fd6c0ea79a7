import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, Suspense, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from '@/i18n';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import classes from './CommandBar.module.css';
import type { CommandChoice, CommandResultsHandle } from './CommandResults';

const loadResults = () => import('./CommandResults');
const CommandResults = lazyWithRetry(loadResults);

/** Loads what the command bar shows; the bar itself is part of the shell. */
export const preloadCommands = () =>
  void loadResults()
    .then(({ preloadCommands: load }) => load())
    .catch(() => undefined);

/**
 * Ctrl-K: pages, commands, and whatever features make searchable. An ARIA combobox with a grouped listbox. The field has
 * the focus before the next key is pressed; Enter waits for what was typed to be found.
 */
export function CommandBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const results = useRef<CommandResultsHandle>(null);
  const listId = useId();
  const [text, setText] = useState('');
  const [activeId, setActiveId] = useState<string>();
  const [isEntered, setEntered] = useState(false);
  useLayoutEffect(() => dialog.current?.showModal(), []);

  // At once, not when the browser gets round to its close event: the next Ctrl-K may come before.
  const close = () => {
    dialog.current?.close();
    onClose();
  };
  const type = (next: string) => {
    setText(next);
    setEntered(false);
  };
  const choose = (choice: CommandChoice) => {
    if (choice.completes !== undefined) return type(choice.completes);
    // Before it runs: what it opens is to return the focus to where it was.
    close();
    choice.run?.({ navigate: (to) => void navigate({ to }) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if ((by === undefined && event.key !== 'Enter') || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (by === undefined) setEntered(true);
    else results.current?.move(by);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it as well
    <dialog
      ref={dialog}
      // biome-ignore lint/a11y/noRedundantRoles: shortcuts and others look for dialogs by their role
      role="dialog"
      className={classes.bar}
      aria-label={t('palette.open')}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <input
        className={classes.input}
        role="combobox"
        aria-expanded={activeId !== undefined}
        aria-controls={listId}
        aria-activedescendant={activeId}
        aria-autocomplete="list"
        aria-label={t('palette.open')}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('palette.placeholder')}
        value={text}
        onChange={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Suspense fallback={<div id={listId} role="listbox" aria-busy aria-label={t('palette.open')} />}>
        <CommandResults
          ref={results}
          id={listId}
          text={text}
          isEntered={isEntered}
          onActive={setActiveId}
          onChoose={choose}
        />
      </Suspense>
    </dialog>
  );
}
