import type { ReactNode } from 'react';

/** A few words in a colour whose contrast is enough; the colour says nothing that the words do not. */
export const Chip = ({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'plain' | 'good' | 'info' | 'warn' | 'bad';
  readonly children: ReactNode;
}) => <span className={`chip ${tone}`}>{children}</span>;
