/**
 * The id of the event with that hash (SHA-256, hex): its first 16 bytes as a UUID of version 8 (RFC 9562).
 */
export const eventIdOf = (hash: string): string => {
  const variant = '89ab'[Number.parseInt(hash[16] as string, 16) & 3];
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
};
