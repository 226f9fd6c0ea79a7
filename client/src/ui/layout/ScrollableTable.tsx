import type { ReactNode } from 'react';

interface Props {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A table that scrolls inside its panel, by keyboard too. No landmark: its panel is one, of the same name. */
export function ScrollableTable({ label, className, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls with the arrows
    <div role="group" className={className} aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
