import { Input } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Segmented.module.css';

interface Props<Value extends string> {
  label: string;
  /** Whether the label is above it, as for a field of a form; otherwise only screen readers hear it. */
  isField?: boolean;
  /** Null if none is chosen. */
  value: Value | null;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  /** Below it: what the choice means. */
  description?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
  /** For bars. */
  size?: 'xs';
  className?: string | undefined;
}

/** The one segmented control: a choice of few, all in sight. The arrow keys move in it, as in every group of radio buttons. */
export function Segmented<Value extends string>({
  label,
  isField = false,
  value,
  onChange,
  options,
  description,
  error,
  disabled,
  size,
  className,
}: Props<Value>) {
  const id = useId();
  return (
    <fieldset className={`${classes.group} ${className ?? ''}`} disabled={disabled}>
      {isField && (
        <Input.Label labelElement="div" id={`${id}-label`}>
          {label}
        </Input.Label>
      )}
      <div
        role="radiogroup"
        aria-label={isField ? undefined : label}
        aria-labelledby={isField ? `${id}-label` : undefined}
        aria-describedby={description ? `${id}-hint` : undefined}
        className={classes.segments}
        data-size={size}
      >
        {options.map((option) => (
          <label key={option.value} className={classes.segment}>
            <input type="radio" name={id} checked={option.value === value} onChange={() => onChange(option.value)} />
            {option.label}
          </label>
        ))}
      </div>
      {description && (
        <Input.Description id={`${id}-hint`} mt={4}>
          {description}
        </Input.Description>
      )}
      {error && (
        <Input.Error role="alert" mt={4}>
          {error}
        </Input.Error>
      )}
    </fieldset>
  );
}
