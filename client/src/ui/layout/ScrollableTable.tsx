import type { ReactNode } from 'react';

interface Props {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A table that scrolls inside its panel, also by keyboard. Not a landmark, because its panel is one with the same name. */
export function ScrollableTable({ label, className, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it with the arrow keys
    <div role="group" className={className} aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
