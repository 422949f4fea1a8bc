import { day, daysBetween, isDay, monthOf, type Day } from './day';
import type { Month } from './month';

/**
 * An instant as RFC 3339 text in Asia/Shanghai, always `YYYY-MM-DDThh:mm:ss.mmm+08:00`, so that instants
 * compare as text. China has kept +08:00 without summer time since 1991-09; contributions are younger.
 */
export type Instant = string & { readonly __brand: 'Instant' };

const pattern = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?\+08:00$/;

const normalisedLength = '2026-01-01T00:00:00.000+08:00'.length;

/** True for RFC 3339 text with `+08:00` and at most milliseconds. */
export const isInstant = (text: string): boolean => {
  const parts = pattern.exec(text);
  return parts !== null && isDay(parts[1] ?? '');
};

/** Brands and normalises to milliseconds. @throws RangeError when malformed or not at +08:00. */
export const instant = (text: string): Instant => {
  if (!isInstant(text)) throw new RangeError(`not an instant at +08:00: ${text}`);
  if (text.length === normalisedLength) return text as Instant;
  const [seconds = '', fraction = ''] = text.replace('+08:00', '').split('.');
  return `${seconds}.${fraction.padEnd(3, '0')}+08:00` as Instant;
};

/** The day in Asia/Shanghai. */
export const dayOf = (moment: Instant): Day => day(moment.slice(0, 10));

/** The month in Asia/Shanghai: 当月 at the instant. */
export const currentMonth = (moment: Instant): Month => monthOf(dayOf(moment));

/** The instant at which the day begins. */
export const startOf = (date: Day): Instant => instant(`${date}T00:00:00+08:00`);

const millisecondOfDay = (moment: Instant): number =>
  ((Number(moment.slice(11, 13)) * 60 + Number(moment.slice(14, 16))) * 60 + Number(moment.slice(17, 19))) *
    1000 +
  Number(moment.slice(20, 23));

/** Milliseconds from the first to the second; negative when the second is earlier. */
export const millisecondsBetween = (from: Instant, to: Instant): number =>
  daysBetween(dayOf(from), dayOf(to)) * 86_400_000 + millisecondOfDay(to) - millisecondOfDay(from);
