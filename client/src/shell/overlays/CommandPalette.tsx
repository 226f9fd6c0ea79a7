import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from '@/i18n';
import { TYPING_PAUSE_MS } from '@/lib/text';
import { AppModal } from '@/ui/modals/AppModal';
import classes from './CommandPalette.module.css';
import { type CommandChoice, useCommandGroups } from './useCommandGroups';

/** Ctrl-K: pages, commands, and whatever features make searchable. An ARIA combobox with a grouped listbox. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const groups = useCommandGroups(text, asked);
  const choices = groups.flatMap((group) => group.choices);
  const [activeId, setActiveId] = useState<string | null>(null);
  const active = choices.find(({ id }) => id === activeId) ?? choices[0];
  const optionId = (choice: CommandChoice) => `${listId}-${choice.id}`;

  const choose = (choice: CommandChoice | undefined) => {
    if (!choice) return;
    onClose();
    choice.run((to) => void navigate({ to }));
  };
  const move = (by: number) => {
    const at = active ? choices.indexOf(active) : 0;
    const next = choices[(at + by + choices.length) % choices.length];
    setActiveId(next?.id ?? null);
    if (next) document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const by = moves[event.key];
    if (by === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (by === undefined) choose(active);
    else move(by);
  };

  return (
    <AppModal
      opened
      onClose={onClose}
      centered={false}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
      size="lg"
      attributes={{ content: { 'aria-label': t('palette.open') } }}
    >
      <input
        data-autofocus
        className={classes.input}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={active ? optionId(active) : undefined}
        aria-label={t('palette.open')}
        placeholder={t('palette.placeholder')}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setActiveId(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={t('palette.open')} className={classes.list}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: there is no element for groups in a listbox
          <div key={group.label} role="group" aria-label={group.label}>
            <div className={classes.group} aria-hidden>
              {group.label}
            </div>
            {group.choices.map((choice) => (
              <Option
                key={choice.id}
                id={optionId(choice)}
                choice={choice}
                isActive={choice === active}
                onHover={() => setActiveId(choice.id)}
                onChoose={() => choose(choice)}
              />
            ))}
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p role="status" className={classes.nothing}>
          {t('palette.nothing')}
        </p>
      )}
    </AppModal>
  );
}

interface OptionProps {
  id: string;
  choice: CommandChoice;
  isActive: boolean;
  onHover: () => void;
  onChoose: () => void;
}

function Option({ id, choice, isActive, onHover, onChoose }: OptionProps) {
  const { icon: Icon } = choice;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={classes.option}
      onMouseMove={onHover}
      onClick={onChoose}
    >
      {Icon && <Icon size={18} stroke={1.6} aria-hidden />}
      <span className={classes.label}>{choice.label}</span>
      {choice.description && <span className={classes.description}>{choice.description}</span>}
      {choice.shortcut && <kbd className={classes.description}>{choice.shortcut}</kbd>}
    </div>
  );
}
