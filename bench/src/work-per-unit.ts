import { round } from './stats';
import type { TopicWork } from './topic-logs';
import type { TableWork } from './wal';
import type { Work } from './work-counter';
import type { Counted } from './work-stages';

/** What one registration, quote or payment costs. */
export interface UnitWork {
  readonly units: number;
  /** Inserted or deleted; updates depend on how commits are grouped and stand in `tables`. */
  readonly rows: number;
  readonly walRecords: number;
  readonly walBytes: number;
  readonly fullPages: number;
  readonly commits: number;
  /** Without polls: statements that also run at rest, in numbers that depend on time. */
  readonly statements: number;
  /** Calls of those beyond the number at rest. */
  readonly polls: number;
  readonly kafkaRecords: number;
  readonly kafkaBytes: number;
  readonly topics: Readonly<Record<string, TopicWork>>;
  readonly tables: Readonly<Record<string, TableWork>>;
  readonly statementsByText: Readonly<Record<string, number>>;
  /** Processor time by process, in seconds. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

/** Statements that run at least so often while the system is at rest are polls. */
const pollCalls = 3;

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** What remains of each amount after the share that time at rest accounts for. */
const beyondRest = (
  amounts: Iterable<readonly [string, number]>,
  atRest: ReadonlyMap<string, number>,
  share: number,
): [string, number][] =>
  [...amounts].map(([name, amount]) => [name, amount - (atRest.get(name) ?? 0) * share]);

const dividedBy = <T extends object>(units: number, amounts: T, digits = 3): T =>
  Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, round((amount as number) / units, digits)]),
  ) as T;

const topicsPerUnit = ({ units, work: { topics } }: Counted): Record<string, TopicWork> =>
  Object.fromEntries(Object.entries(topics).map(([topic, work]) => [topic, dividedBy(units, { ...work })]));

/** Divides what was counted by the number of units; what also happens at rest is taken off. */
export const perUnit = (counted: Counted, atRest: Work): UnitWork => {
  const { units, work } = counted;
  const share = work.seconds / atRest.seconds;
  const isPoll = (text: string): boolean => (atRest.statements.get(text) ?? 0) >= pollCalls;
  const statements = [...work.statements].filter(([text]) => !isPoll(text)).sort(([, a], [, b]) => b - a);
  const polls = beyondRest(
    [...work.statements].filter(([text]) => isPoll(text)),
    atRest.statements,
    share,
  );
  const cpu = beyondRest(Object.entries(work.cpuSeconds), new Map(Object.entries(atRest.cpuSeconds)), share);
  const topics = topicsPerUnit(counted);
  const tables = Object.entries(work.wal.tables).sort(([, a], [, b]) => b.bytes - a.bytes);
  return {
    units,
    rows: round(sum(tables.map(([, own]) => own.inserted + own.deleted)) / units, 0),
    walRecords: round(work.wal.records / units),
    walBytes: round(work.wal.bytes / units, 0),
    fullPages: round(work.wal.fullPages / units, 3),
    commits: round(work.wal.commits / units, 2),
    statements: round(sum(statements.map(([, calls]) => calls)) / units, 2),
    polls: round(sum(polls.map(([, calls]) => calls)) / units, 2),
    kafkaRecords: round(sum(Object.values(topics).map(({ records }) => records)), 2),
    kafkaBytes: round(sum(Object.values(topics).map(({ bytes }) => bytes)), 0),
    topics,
    tables: Object.fromEntries(tables.map(([table, own]) => [table, dividedBy(units, { ...own })])),
    statementsByText: dividedBy(
      units,
      Object.fromEntries(
        statements.map(([text, calls]) => [text.replaceAll(/\s+/g, ' ').slice(0, 90), calls]),
      ),
    ),
    cpuSeconds: dividedBy(units, Object.fromEntries(cpu), 7),
  };
};
