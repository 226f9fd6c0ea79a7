import type { ReactNode } from 'react';

/** A table that scrolls inside its panel, by keyboard too. */
export function Scrolling({
  label,
  className,
  children,
}: {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls with the arrows
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
