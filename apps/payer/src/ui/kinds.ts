import type { ReactNode } from 'react';

/** What every element takes. */
export interface BoxProps {
  readonly className?: string;
  readonly id?: string;
  readonly children?: ReactNode;
  readonly role?: string;
  readonly label?: string;
  /** Of a text that stays in Chinese whatever the page speaks: a law's title, the other language's name. */
  readonly lang?: 'zh-CN';
}

export interface TapProps extends BoxProps {
  readonly onTap: () => void;
  readonly isDisabled?: boolean;
  /** Of a button that is on or off. */
  readonly isPressed?: boolean;
  readonly isExpanded?: boolean;
}

export interface HeadingProps {
  readonly level: 1 | 2 | 3;
  readonly className?: string;
  readonly children?: ReactNode;
}

export interface InputProps {
  readonly id: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onDone?: () => void;
  readonly placeholder?: string;
  readonly kind?: 'text' | 'decimal' | 'idcard';
  readonly maxLength?: number;
  readonly hasFault?: boolean;
  readonly describedBy?: string;
}

export interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
}

export interface SelectProps {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export interface CheckProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children?: ReactNode;
  readonly kind?: 'checkbox' | 'radio';
  readonly name?: string;
}

export interface SheetProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}
