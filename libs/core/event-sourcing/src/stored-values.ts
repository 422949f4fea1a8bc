import { day, instant, month } from '@canbao/calendar';
import { rate, yuan } from '@canbao/money';
import { channels, districts, insurances, items, schemes } from '@canbao/vocabulary';
import { z } from 'zod';

/** A branded text exactly as its constructor makes it. */
const branded = <Brand extends string>(brand: (text: string) => Brand) =>
  z.custom<Brand>((value) => typeof value === 'string' && isMadeBy(brand, value), 'malformed');

const isMadeBy = (brand: (text: string) => string, text: string): boolean => {
  try {
    return brand(text) === text;
  } catch {
    return false;
  }
};

/**
 * What the data of stored events are made of. Unlike the schemas of the wire these take no other spelling and
 * change nothing.
 */
export const stored = {
  /** Two decimals; below zero in entries of the journal. */
  yuan: branded(yuan),
  rate: branded(rate),
  month: branded(month),
  day: branded(day),
  instant: branded(instant),
  insurance: z.enum(insurances),
  scheme: z.enum(schemes),
  item: z.enum(items),
  channel: z.enum(channels),
  district: z.enum(districts),
  /** A list that nobody changes. */
  list: <Member extends z.ZodType>(member: Member) => z.array(member).readonly(),
};
