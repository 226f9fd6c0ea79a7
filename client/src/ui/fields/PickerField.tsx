import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import type { TablerIcon } from '@tabler/icons-react';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import classes from './PickerField.module.css';
import { useTypedValue, type ValueKind } from './typed/typedValue';

/** A field for a value that can be typed, pasted, changed with the arrow keys, or picked. */
export interface ValueFieldProps {
  label: string;
  /** A whole value, nothing, or the text that is half typed. */
  value: string;
  onChange: (value: string) => void;
  onBlur?: (event: FocusEvent<HTMLInputElement>) => void;
  onFocus?: unknown;
  error?: ReactNode;
  required?: boolean;
  size?: 'sm';
  'data-autofocus'?: boolean;
}

interface Props extends ValueFieldProps {
  kind: ValueKind;
  icon: TablerIcon;
  inputMode?: 'numeric' | 'text';
  /** How the value is written. */
  format: string;
  /** What to say about a text that means nothing. */
  wrong: string;
  /** The name of the button that opens the picker, and of the picker. */
  open: string;
  choose: string;
  picker: (props: { onPick: (value: string) => void }) => ReactNode;
}

/** The field with its picker: one is opened by the button beside the text, or by Alt and the down arrow. */
export function PickerField(props: Props) {
  const {
    kind,
    icon: Icon,
    format,
    wrong,
    open,
    choose,
    picker,
    value,
    onChange,
    onBlur,
    error,
    onFocus: _,
    inputMode = 'numeric',
    ...rest
  } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const typing = useTypedValue({ value, onChange, kind, onBlur, openPicker: () => setOpen(true) });
  const close = () => {
    setOpen(false);
    typing.field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  const input: TextInputProps = {
    ...rest,
    ...typing.props,
    error: (typing.isWrong && wrong) || error,
    placeholder: format,
    autoComplete: 'off',
    spellCheck: false,
    inputMode,
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      offset={4}
      withinPortal={false}
      floatingStrategy="fixed"
      middlewares={{ flip: true, shift: { padding: 8 } }}
      withRoles={false}
      // What the picker half covers cannot be hit by mistake.
      withOverlay
      overlayProps={{ backgroundOpacity: 0 }}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <div>
          <TextInput
            {...input}
            id={`${id}-field`}
            ref={typing.field}
            rightSection={
              <ActionIcon
                variant="subtle"
                color="gray"
                size="md"
                aria-label={open}
                aria-describedby={`${id}-field-label`}
                aria-haspopup="dialog"
                aria-expanded={isOpen}
                aria-controls={isOpen ? id : undefined}
                onClick={() => setOpen(!isOpen)}
              >
                <Icon size={18} stroke={1.6} aria-hidden />
              </ActionIcon>
            }
          />
        </div>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} id={id} role="dialog" aria-label={choose} onKeyDown={onKeyDown}>
        {picker({
          onPick: (picked) => {
            onChange(picked);
            close();
          },
        })}
      </Popover.Dropdown>
    </Popover>
  );
}
