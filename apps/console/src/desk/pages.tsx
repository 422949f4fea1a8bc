import type { Page } from '../shell/page';

/** The pages of bureaus and agencies. */
export const deskPages: readonly Page[] = [];
