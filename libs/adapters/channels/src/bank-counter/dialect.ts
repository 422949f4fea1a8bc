import { instant, isInstant, type Instant } from '@canbao/calendar';
import { fromFen, isAmount, toFen, type Yuan } from '@canbao/money';
import type { Channel } from '@canbao/vocabulary';

/** How a counter writes the common day file. */
export interface Dialect {
  readonly encoding: 'utf-8' | 'gb18030';
  readonly separator: '|' | ',' | '\t';
  /** Yuan with two decimals, or whole fen. */
  readonly amounts: 'yuan' | 'fen';
  /** RFC 3339 at +08:00, or `YYYYMMDDhhmmss` of Shanghai. */
  readonly times: 'rfc3339' | 'compact';
}

/** The file as `docs/integration/bank.md` describes it. */
export const commonDialect: Dialect = {
  encoding: 'utf-8',
  separator: '|',
  amounts: 'yuan',
  times: 'rfc3339',
};

/**
 * Configuration: the files of the eight banks are not public. Each bank says how its own differs, and the row
 * changes; what is not here writes the common form.
 */
const dialects: Partial<Record<Channel, Partial<Dialect>>> = {
  icbc: { encoding: 'gb18030' },
  abc: { encoding: 'gb18030', separator: ',' },
  psbc: { amounts: 'fen', times: 'compact' },
  rcc: { encoding: 'gb18030', amounts: 'fen' },
};

/** The dialect of a counter. */
export const dialectOf = (channel: Channel): Dialect => ({ ...commonDialect, ...dialects[channel] });

/** Yuan above zero as the dialect writes it; undefined for any other text. */
export const amountIn = ({ amounts }: Dialect, text: string): Yuan | undefined => {
  const amount = totalIn({ amounts }, text);
  return amount === undefined || toFen(amount) === 0n ? undefined : amount;
};

/** Yuan, also none. */
export const totalIn = ({ amounts }: Pick<Dialect, 'amounts'>, text: string): Yuan | undefined => {
  if (amounts === 'yuan') return isAmount(text) ? text : undefined;
  return /^(0|[1-9]\d{0,13})$/.test(text) ? fromFen(BigInt(text)) : undefined;
};

const compact = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** The instant that the text says; undefined for any other text. */
export const timeIn = ({ times }: Dialect, text: string): Instant | undefined => {
  const full = times === 'rfc3339' ? text : text.replace(compact, '$1-$2-$3T$4:$5:$6+08:00');
  return (times === 'compact') === compact.test(text) && isInstant(full) ? instant(full) : undefined;
};

/** As the dialect writes it. */
export const written = {
  amount: ({ amounts }: Dialect, amount: Yuan): string =>
    amounts === 'yuan' ? amount : String(toFen(amount)),
  time: ({ times }: Dialect, at: Instant): string =>
    times === 'rfc3339' ? at : at.slice(0, 19).replaceAll(/[-T:]/g, ''),
} as const;
