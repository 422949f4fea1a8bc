import type { ComponentType, ReactNode } from 'react';
import type { Role } from './words';

/**
 * A page of the console: its route and, where it has an `icon`, its entry in the menu of the roles that
 * may open it. Its code is loaded when it is opened.
 */
export interface Page {
  /** Below `/console`, as the router writes it: `/orders/:id`. */
  readonly path: string;
  /** In Chinese: the menu, the heading, the title of the window. */
  readonly title: string;
  /** The heading of its part of the menu. */
  readonly group: string;
  readonly roles: readonly Role[];
  readonly icon?: ReactNode;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}
