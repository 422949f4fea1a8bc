import { hash } from 'node:crypto';

/**
 * The id that follows from a text: the same however often it is asked for (UUID, version 8: made our way).
 */
export const uuidOf = (text: string): string => {
  const hex = hash('sha256', text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
