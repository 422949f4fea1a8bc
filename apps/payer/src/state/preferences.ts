import { store } from './store';

/** How somebody wants the pages: in Chinese or English, and large for old eyes (适老化). */
export interface Preferences {
  readonly isEnglish: boolean;
  readonly isLarge: boolean;
}

export const preferences = store<Preferences>('preferences', { isEnglish: false, isLarge: false });

/** The text in the language of the reader; a page that calls it uses `preferences.use()` as well. */
export const t = (zh: string, en: string): string => (preferences.get().isEnglish ? en : zh);
