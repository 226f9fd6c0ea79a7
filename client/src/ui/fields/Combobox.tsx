import { Popover } from '@mantine/core';
import '@mantine/core/styles/Popover.layer.css';
import { type KeyboardEvent, type ReactElement, useEffect, useId, useState } from 'react';
import classes from './Combobox.module.css';

/** An option in the list: its value, label, and a detail that distinguishes equal labels. */
export interface ComboboxOption {
  value: string;
  label: string;
  detail?: string | undefined;
}

interface Options {
  options: readonly ComboboxOption[];
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  /** Whether the options are for the current text, not for what was typed a moment ago. */
  isCurrent?: boolean;
  onChoose: (option: ComboboxOption) => void;
  /** Whether Enter takes the first option before an arrow has led to one. */
  isFirstActive?: boolean;
}

/**
 * A text field with a list of options (an ARIA combobox): arrows move in the list, Enter takes the active option, which
 * is initially the first unless `isFirstActive` is false, and Escape only closes the list. Spread `field` on the input.
 *
 * Mantine's Combobox knows no Enter that waits for the options of what was typed, nor does its first option become active
 * again as they change; with that added, it would weigh 3 kB more (gzip) than this.
 */
export function useCombobox({ options, isOpen, setOpen, isCurrent = true, onChoose, isFirstActive = true }: Options) {
  const id = useId();
  const [marked, setMarked] = useState<string | null>(null);
  // Enter was pressed before the options for the text arrived: it takes the first of them.
  const [isAwaited, setAwaited] = useState(false);
  const place = options.findIndex(({ value }) => value === marked);
  const at = place < 0 && isFirstActive ? 0 : place;
  const active = isOpen ? options[at] : undefined;
  const isListed = isOpen && options.length > 0;
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
    // Before the first arrow, nothing may be active: up then leads to the last, down to the first.
    const from = at < 0 && by < 0 ? 0 : at;
    if (isOpen) setMarked(options[(from + by + options.length) % options.length]?.value ?? null);
    setOpen(true);
  };
  const enter = () => {
    if (active && (isCurrent || marked === active.value)) onChoose(active);
    else setAwaited(!isCurrent);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') setAwaited(false);
    // Typing changes the list, so the active option is reset.
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
      'aria-expanded': isListed,
      'aria-controls': isListed ? id : undefined,
      'aria-activedescendant': activeId,
      // A surrounding modal does not close while the list is open.
      'data-mantine-stop-propagation': isOpen || undefined,
      onKeyDown,
      onClick: () => setOpen(true),
    },
  };
}

/** The list is no taller than the space on the screen. */
const leaveRoom = ({ availableHeight, elements }: { availableHeight: number; elements: { floating: HTMLElement } }) =>
  elements.floating.style.setProperty('--room', `${Math.max(120, availableHeight)}px`);

interface ListProps {
  combo: ReturnType<typeof useCombobox>;
  label: string;
  /** Shown if there are no options. */
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
      {/* Clicking in the list keeps the focus in the field. */}
      <Popover.Dropdown className={classes.dropdown} onMouseDown={(event) => event.preventDefault()}>
        {options.length > 0 ? (
          <div id={id} role="listbox" aria-label={label} className={classes.list}>
            {options.map((option) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles keys
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
