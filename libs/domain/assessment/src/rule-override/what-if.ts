import {
  day,
  firstDayOf,
  isDay,
  month,
  monthOf,
  startOf,
  type Day,
  type Instant,
  type Month,
} from '@canbao/calendar';
import { subtract, type Yuan } from '@canbao/money';
import type { Details } from '@canbao/event-sourcing';
import {
  basesFor,
  layOverrides,
  overridableTables,
  rowOn,
  sourceOf,
  tablesOf,
  type OverridableTable,
  type Pack,
  type ShownRow,
  type Source,
} from '@canbao/rules';
import { estimate, type EstimateRequest } from '../quote/estimate';
import { packInForce } from './listed-overrides';
import { ruleOverrides, type RuleOverrideReason, type RuleOverridesState } from './rule-overrides';
import type { ProposedOverride } from './rule-overrides.events';

/** A row of a rule, in words. */
interface OfRule {
  readonly rule: string;
  readonly zh: string;
  readonly from: string;
  readonly until?: string;
  readonly value: string;
}

/** What a month costs, in yuan; the code of the refusal where it cannot be quoted. */
interface Figure {
  readonly what: 'pension-lowest' | 'pension-highest' | 'medical-pooled' | 'medical-with-account';
  readonly before: string;
  readonly after: string;
  readonly difference?: Yuan;
}

/** What an override would change. */
export interface WhatIf {
  readonly on: Day;
  readonly month: Month;
  readonly rows: readonly { readonly before?: OfRule; readonly after?: OfRule }[];
  readonly figures: readonly Figure[];
}

/** What somebody asks about: an override without an author, which nobody has proposed. */
export type Imagined = Pick<ProposedOverride, 'table' | 'startsOn' | 'value' | 'from'>;

/**
 * The rows and figures before and after an override that is not kept, or why it could not be proposed. `on`
 * is the day of payment; without it, the first day of the row.
 */
export const whatIf = (
  released: Pack,
  state: RuleOverridesState,
  imagined: Imagined,
  on: Day | undefined,
  now: Instant,
): WhatIf | { readonly reason: RuleOverrideReason; readonly details: Details } => {
  const proposed = { ...imagined, overrideId: 'what-if', author: 'nobody', source: '-', proposedAt: now };
  const decided = ruleOverrides(released).decide({ type: 'ProposeRuleOverride', ...proposed }, state);
  if (!decided.accepted) return { reason: decided.reason, details: decided.details };
  const before = packInForce(released, state);
  const last = state.approved.reduce((at, { decidedAt }) => (decidedAt > at ? decidedAt : at), now);
  const { proposedAt: _, ...set } = proposed;
  const added = { ...set, approvedBy: 'somebody', decidedAt: last };
  const after = layOverrides(released, [...state.approved, added]).pack;
  const from = imagined.startsOn ?? imagined.from;
  const payDay = on ?? (isDay(from) ? day(from) : firstDayOf(month(from)));
  return {
    on: payDay,
    month: monthOf(payDay),
    rows: changedRows(before, after),
    figures: figuresOn(before, after, payDay),
  };
};

const changedRows = (before: Pack, after: Pack): WhatIf['rows'] => {
  const then = tablesOf(after);
  return tablesOf(before).flatMap(({ rule, zh, rows }) =>
    rows.flatMap((row, index) => {
      const other = then.find((table) => table.rule === rule)?.rows[index];
      const [one, two] = [row, other].map((each) => each && shownOf(rule, zh, each));
      return JSON.stringify(one) === JSON.stringify(two)
        ? []
        : [{ ...(one === undefined ? {} : { before: one }), ...(two === undefined ? {} : { after: two }) }];
    }),
  );
};

const shownOf = (rule: string, zh: string, { from, until, value }: ShownRow): OfRule => ({
  rule,
  zh,
  from,
  ...(until === undefined ? {} : { until }),
  value,
});

const figuresOn = (before: Pack, after: Pack, on: Day): Figure[] => {
  const at = startOf(on);
  const months = [monthOf(on)];
  const pension = (base: 'lower' | 'upper') => (pack: Pack) => {
    const bases = basesFor(pack, months, at);
    return bases === undefined
      ? 'no-limits-for-date'
      : monthly(pack, { insurance: 'pension', at, months, base: bases[base] });
  };
  const medical = (scheme: 'pooled' | 'with-account') => (pack: Pack) =>
    monthly(pack, { insurance: 'medical', at, months, scheme });
  const asked = [
    ['pension-lowest', pension('lower')],
    ['pension-highest', pension('upper')],
    ['medical-pooled', medical('pooled')],
    ['medical-with-account', medical('with-account')],
  ] as const;
  return asked.map(([what, figure]) => {
    const [one, two] = [figure(before), figure(after)];
    const isMoney = [one, two].every((text) => /\d$/.test(text));
    return {
      what,
      before: one,
      after: two,
      ...(isMoney ? { difference: subtract(two as Yuan, one as Yuan) } : {}),
    };
  });
};

const monthly = (pack: Pack, request: EstimateRequest): string => {
  const estimated = estimate(pack, request);
  return estimated.accepted ? estimated.total : estimated.reason;
};

/** What changes after a day. */
export interface RuleChange extends OfRule {
  readonly change: 'begins' | 'ends';
  readonly on: string;
  readonly configuration: boolean;
  readonly source: Source;
}

/** Rows that begin after the day, and rows that end after it with nothing behind them; the soonest first. */
export const ruleChanges = (pack: Pack, after: Day): RuleChange[] =>
  tablesOf(pack)
    .flatMap(({ rule, zh, by, rows }) => {
      const key = by === 'payment-day' ? after : monthOf(after);
      const told = (row: ShownRow, change: RuleChange['change'], on: string): RuleChange => ({
        ...shownOf(rule, zh, row),
        change,
        on,
        configuration: row.configuration === true,
        source: sourceOf(row.source),
      });
      const begin = rows.filter(({ from }) => from > key).map((row) => told(row, 'begins', row.from));
      const last = rows.at(-1);
      const current = rowOn(rows, key) ?? last;
      const ends = [current, last]
        .filter((row, index, all) => row !== undefined && all.indexOf(row) === index)
        .flatMap((row) =>
          row?.until === undefined || row.until < key || rows.some(({ from }) => from > row.from)
            ? []
            : [told(row, 'ends', row.until)],
        );
      return [...begin, ...ends];
    })
    .toSorted((a, b) => (a.on < b.on ? -1 : Number(a.on > b.on)));

/** The rows of a release that an override can set, as it names them. */
export const settableRows = (released: Pack): (OfRule & { readonly table: OverridableTable })[] =>
  tablesOf(released).flatMap(({ rule, zh, rows }) => {
    const table = overridableTables.find((name) => name === rule);
    return table === undefined
      ? []
      : rows
          .filter(({ configuration }) => configuration === true)
          .map((row) => ({ table, ...shownOf(rule, zh, row) }));
  });
