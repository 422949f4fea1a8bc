import type { ReactNode } from 'react';
import { Box, Input, Label } from './elements';
import type { InputProps } from './kinds';

/** A field with its name, a hint, and what is wrong with it, beside it. */
export const Field = ({
  label,
  hint,
  fault,
  children,
  ...input
}: InputProps & {
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly children?: ReactNode;
}) => (
  <Box className="field">
    <Label htmlFor={input.id}>{label}</Label>
    <Input {...input} hasFault={fault !== undefined} describedBy={`${input.id}-said`} />
    <Box id={`${input.id}-said`} className={fault === undefined ? 'hint' : 'fault'} role="status">
      {fault ?? hint ?? ''}
    </Box>
    {children}
  </Box>
);
