/** `12.34` as 1234. Undefined for what is no amount from 0.01 to 100000000.00. */
export const fenOf = (text: unknown): number | undefined => {
  if (typeof text !== 'string' && typeof text !== 'number') return undefined;
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(text));
  if (parts === null) return undefined;
  const fen = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return fen >= 1 && fen <= 10_000_000_000 ? fen : undefined;
};

/** 1234 as `12.34`; below zero with a minus. */
export const yuanOf = (fen: number): string => (fen / 100).toFixed(2);

/** `2022-05-18 09:30:00` of an instant at +08:00. */
export const wallTime = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
