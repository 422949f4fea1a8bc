import type { Page } from '../shell/page';

/** The pages of operations. */
export const operationsPages: readonly Page[] = [];
