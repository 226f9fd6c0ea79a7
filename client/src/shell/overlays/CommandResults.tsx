import { type Ref, use, useEffect, useImperativeHandle, useState } from 'react';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { type FeatureCommands, loadCommands } from '@/feature/registry';
import { useTranslation } from '@/i18n';
import { retryWhenBack } from '@/ui/chunks/lazyWithRetry';
import classes from './CommandBar.module.css';
import { type CommandChoice, useCommandGroups } from './useCommandGroups';

export type { CommandChoice } from './useCommandGroups';

/** What the field does with the list. */
export interface CommandResultsHandle {
  move: (by: number) => void;
}

let loaded: { of: string; commands: Promise<Required<FeatureCommands>> } | null = null;

/** The features' commands for a user, loaded once. */
function commandsFor(me: User) {
  const of = `${me.id} ${me.role}`;
  if (loaded?.of !== of) loaded = { of, commands: retryWhenBack(() => loadCommands(me)) };
  return loaded.commands;
}

export function preloadCommands() {
  const me = authStore.get()?.user;
  if (me) void commandsFor(me);
}

interface Props {
  ref: Ref<CommandResultsHandle>;
  id: string;
  text: string;
  /** Enter was pressed: the first or active choice is wanted as soon as it is certain. */
  isEntered: boolean;
  onActive: (optionId: string | undefined) => void;
  onChoose: (choice: CommandChoice) => void;
}

/** What the command bar has found. */
export default function CommandResults({ ref, id, text, isEntered, onActive, onChoose }: Props) {
  const { t } = useTranslation();
  const { groups, isSettled } = useCommandGroups(text, use(commandsFor(useMe())));
  const choices = groups.flatMap((group) => group.choices);
  // What was moved to stays active until something else is typed.
  const [moved, setMoved] = useState({ text, id: '' });
  const isMoved = moved.text === text && choices.some((choice) => choice.id === moved.id);
  const active = isMoved ? choices.find((choice) => choice.id === moved.id) : choices[0];
  const optionId = (choice: CommandChoice) => `${id}-${choice.id}`;
  const activeId = active && optionId(active);

  useImperativeHandle(ref, () => ({
    move(by) {
      const at = active ? choices.indexOf(active) : 0;
      const next = choices[(at + by + choices.length) % choices.length];
      if (!next) return;
      setMoved({ text, id: next.id });
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
    },
  }));
  useEffect(() => onActive(activeId), [activeId, onActive]);
  const isCertain = active !== undefined && (isSettled || isMoved || active.isExact === true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is chosen once
  useEffect(() => {
    if (isEntered && isCertain) onChoose(active);
  }, [isEntered, isCertain]);

  return (
    <>
      <div
        id={id}
        role="listbox"
        aria-label={t('palette.open')}
        aria-busy={!isSettled}
        className={classes.list}
        hidden={choices.length === 0}
      >
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
                onHover={() => setMoved({ text, id: choice.id })}
                onChoose={() => onChoose(choice)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={choices.length > 0 ? classes.count : classes.nothing}>
        {isSettled && (choices.length > 0 ? t('palette.count', { count: choices.length }) : t('palette.nothing'))}
      </p>
    </>
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
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={classes.option}
      onMouseMove={onHover}
      // The focus stays in the field.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      {Icon && <Icon size={18} stroke={1.6} aria-hidden />}
      <span className={classes.text}>
        <span className={classes.label}>{choice.label}</span>
        {choice.description && <span className={classes.description}>{choice.description}</span>}
      </span>
      {choice.shortcut && <kbd className={classes.shortcut}>{choice.shortcut}</kbd>}
    </div>
  );
}
