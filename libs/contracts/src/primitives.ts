import { z } from 'zod';
import { isDay, isInstant, instant, monthPattern, type Day, type Instant, type Month } from '@canbao/calendar';
import { amountPattern, type Rate, type Yuan } from '@canbao/money';

/** Money on the wire: text with two decimals, never a number. */
export const Amount = z.string().regex(amountPattern).transform((text) => text as Yuan);
export const RateText = z.string().regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/).transform((text) => text as Rate);
export const MonthText = z.string().regex(monthPattern).transform((text) => text as Month);
export const DayText = z.string().refine(isDay, 'not a day').meta({ format: 'date', pattern: '^(19|20)\\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' }).transform((text) => text as Day);
/** RFC 3339 with +08:00, normalised to milliseconds. */
export const InstantText = z.string().refine(isInstant, 'not an instant at +08:00').meta({ format: 'date-time', pattern: String.raw`^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?\+08:00$` }).transform((text): Instant => instant(text));
export const Uuid = z.uuid();

export const Insurance = z.enum(['pension', 'medical']);
export type Insurance = z.infer<typeof Insurance>;
/** `pooled` 单建统筹, `with-account` 统账结合. */
export const Scheme = z.enum(['pooled', 'with-account']);
export type Scheme = z.infer<typeof Scheme>;
export const Item = z.enum(['pension', 'pooled-unit', 'pooled-personal', 'mutual-aid', 'with-account', 'late-fee']);
export type Item = z.infer<typeof Item>;
export const Channel = z.enum(['wechat', 'alipay', 'tax-desk', 'ccb', 'icbc', 'abc', 'qlb', 'psbc', 'boc', 'citic', 'rcc']);
export type Channel = z.infer<typeof Channel>;
export const Bank = z.enum(['ccb', 'icbc', 'abc', 'qlb', 'psbc', 'boc', 'citic', 'rcc']);
export type Bank = z.infer<typeof Bank>;
/** GB/T 2260 codes of Jinan's thirteen districts; 370171 (高新区) is configuration (domain §18). */
export const District = z.enum(['370102', '370103', '370104', '370105', '370112', '370113', '370114', '370115', '370116', '370117', '370124', '370126', '370171']);
export type District = z.infer<typeof District>;
