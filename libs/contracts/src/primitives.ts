import { z } from 'zod';
import {
  isDay,
  isInstant,
  instant,
  monthPattern,
  type Day,
  type Instant,
  type Month,
} from '@canbao/calendar';
import { amountPattern, type Rate, type Yuan } from '@canbao/money';
import { banks, channels, districts, insurances, items, miniPrograms, schemes } from '@canbao/vocabulary';

// The patterns describe the text in OpenAPI; the refinements also know which days exist.
const dayPattern = String.raw`(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const timePattern = String.raw`([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?`;

/** Money on the wire: text with two decimals, never a number. */
export const Amount = z
  .string()
  .regex(amountPattern)
  .transform((text) => text as Yuan);
/** Money as a bureau books it; negative only where a month was paid above its final limits. */
export const BookedAmount = z
  .string()
  .regex(/^-?(0|[1-9]\d{0,11})\.\d{2}$/)
  .transform((text) => text as Yuan);
/** A rate from 0 to 1 as text with at most six decimals. */
export const RateText = z
  .string()
  .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/)
  .transform((text) => text as Rate);
/** A contribution month `YYYY-MM` (所属期). */
export const MonthText = z
  .string()
  .regex(monthPattern)
  .transform((text) => text as Month);
/** A day `YYYY-MM-DD` in Asia/Shanghai that exists. */
export const DayText = z
  .string()
  .refine(isDay, 'not a day')
  .meta({ format: 'date', pattern: `^${dayPattern}$` })
  .transform((text) => text as Day);
/** RFC 3339 with +08:00, normalised to milliseconds. */
export const InstantText = z
  .string()
  .refine(isInstant, 'not an instant at +08:00')
  .meta({
    format: 'date-time',
    pattern: `^${dayPattern}T${timePattern}\\+08:00$`,
  })
  .transform((text): Instant => instant(text));
/** The number of a movement of money at whoever took it. */
export const TransactionNo = z.string().regex(/^[\w.:-]{1,64}$/);
/** An id that a service has issued: any UUID. */
export const Uuid = z.uuid();

/** `pension` 基本养老保险, `medical` 基本医疗保险. */
export const Insurance = z.enum(insurances);
/** `pooled` 单建统筹, `with-account` 统账结合. */
export const Scheme = z.enum(schemes);
/** What a line of a quote pays. */
export const Item = z.enum(items);
/** Where money comes in. */
export const Channel = z.enum(channels);
/** The mini-programs that payers sign in through. */
export const MiniProgram = z.enum(miniPrograms);
export type MiniProgram = z.infer<typeof MiniProgram>;
/** The eight banks of the guide's table (guide G2.1.3). */
export const Bank = z.enum(banks);
export type Bank = z.infer<typeof Bank>;
/** Jinan's thirteen districts. */
export const District = z.enum(districts);
/** A district as bureaus send it: the area register of 2023 numbers 高新区 370176, earlier ones 370171. */
export const DistrictCode = z.preprocess((code) => (code === '370176' ? '370171' : code), District);
