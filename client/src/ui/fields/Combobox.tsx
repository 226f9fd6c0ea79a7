import { Popover } from '@mantine/core';
import '@mantine/core/styles/Popover.layer.css';
import { type KeyboardEvent, type ReactElement, useEffect, useId, useState } from 'react';
import classes from './Combobox.module.css';

/** One line of the list: what is chosen, how it is called, and what tells namesakes apart. */
export interface ComboboxOption {
  value: string;
  label: string;
  detail?: string | undefined;
}

interface Options {
  options: readonly ComboboxOption[];
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  /** The options are those for what has been typed, and not for what was typed a moment ago. */
  isCurrent?: boolean;
  onChoose: (option: ComboboxOption) => void;
}

/**
 * A text field with a list of choices (ARIA's combobox): arrows move in the list, Enter takes the marked line, which
 * is the first at the beginning, and Escape closes the list and nothing else. Spread `field` on the input.
 */
export function useCombobox({ options, isOpen, setOpen, isCurrent = true, onChoose }: Options) {
  const id = useId();
  const [marked, setMarked] = useState<string | null>(null);
  // Enter came before the list that belongs to what was typed: it takes the first of that.
  const [isAwaited, setAwaited] = useState(false);
  const at = Math.max(
    0,
    options.findIndex(({ value }) => value === marked),
  );
  const active = isOpen ? options[at] : undefined;
  const activeId = active && `${id}-${active.value}`;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  useEffect(() => {
    if (!isAwaited || !isCurrent) return;
    setAwaited(false);
    if (active) onChoose(active);
  }, [isAwaited, isCurrent, active, onChoose]);

  const move = (by: number) => {
    if (isOpen) setMarked(options[(at + by + options.length) % options.length]?.value ?? null);
    setOpen(true);
  };
  const enter = () => {
    if (active && (isCurrent || marked === active.value)) onChoose(active);
    else setAwaited(!isCurrent);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') setAwaited(false);
    // Whatever is typed changes the list: it is marked anew.
    if (event.key.length === 1 || event.key === 'Backspace') setMarked(null);
    const moves: Record<string, () => void> = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };
    const inList: Record<string, () => void> = isOpen ? { Enter: enter, Escape: () => setOpen(false) } : {};
    const does = moves[event.key] ?? inList[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  };
  return {
    id,
    active,
    options,
    isOpen,
    onChoose,
    onPoint: setMarked,
    field: {
      role: 'combobox',
      autoComplete: 'off',
      spellCheck: false,
      'aria-autocomplete': 'list' as const,
      'aria-expanded': active !== undefined,
      'aria-controls': active && id,
      'aria-activedescendant': activeId,
      // A dialog around it does not close while the list is open.
      'data-mantine-stop-propagation': isOpen || undefined,
      onKeyDown,
      onClick: () => setOpen(true),
    },
  };
}

/** The list is no longer than the screen has room. */
const leaveRoom = ({ availableHeight, elements }: { availableHeight: number; elements: { floating: HTMLElement } }) =>
  elements.floating.style.setProperty('--room', `${Math.max(120, availableHeight)}px`);

interface ListProps {
  combo: ReturnType<typeof useCombobox>;
  label: string;
  /** Said where there is nothing to choose. */
  nothing: string;
  children: ReactElement;
}

/** The field, and below it the list while it is open. */
export function ComboboxList({ combo, label, nothing, children }: ListProps) {
  const { id, options, active, isOpen, onChoose, onPoint } = combo;
  return (
    <Popover
      opened={isOpen}
      width="target"
      position="bottom-start"
      offset={4}
      withinPortal={false}
      floatingStrategy="fixed"
      middlewares={{ flip: true, shift: true, size: { padding: 8, apply: leaveRoom } }}
      withRoles={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>{children}</Popover.Target>
      {/* Clicking in the list leaves the focus in the field. */}
      <Popover.Dropdown className={classes.dropdown} onMouseDown={(event) => event.preventDefault()}>
        {options.length > 0 ? (
          <div id={id} role="listbox" aria-label={label} className={classes.list}>
            {options.map((option) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div
                key={option.value}
                id={`${id}-${option.value}`}
                role="option"
                aria-selected={option === active}
                className={classes.option}
                onMouseMove={() => onPoint(option.value)}
                onClick={() => onChoose(option)}
              >
                <span>{option.label}</span>
                {option.detail && <span className={classes.detail}>{option.detail}</span>}
              </div>
            ))}
          </div>
        ) : (
          <div role="status" className={classes.nothing}>
            {nothing}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
