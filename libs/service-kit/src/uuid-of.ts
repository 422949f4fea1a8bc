import { hash } from 'node:crypto';

/**
 * Derives an id from a text: the same text always gives the same id. It is a UUID of version 8, whose bits
 * the issuer may choose; here they are those of the text's SHA-256.
 */
export const uuidOf = (text: string): string => {
  const hex = hash('sha256', text);
  const versioned = `8${hex.slice(13, 16)}-a${hex.slice(17, 20)}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${versioned}-${hex.slice(20, 32)}`;
};
