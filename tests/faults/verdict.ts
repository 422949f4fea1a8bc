import { hash } from 'node:crypto';
import type { Acknowledged, Expected } from './history';

/** A row of an event table as the checker reads it, without any product code. */
export interface TableRow {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly revision: number;
  readonly data: string;
  readonly subject: string;
  readonly topic: string | null;
  readonly recorded_at: string;
  readonly actor: string;
  readonly caused_by: string | null;
  /** Hex. */
  readonly hash: string;
}
export interface Published {
  readonly stream: string;
  readonly version: number;
  readonly id: string;
}
export interface Booked {
  readonly bureau: string;
  readonly person_id: string;
  readonly month: string;
  readonly total: string;
  readonly outcome: string;
  readonly reversed: boolean;
}

const few = (faults: readonly string[]): string[] =>
  faults.length > 5 ? [...faults.slice(0, 5), `… and ${faults.length - 5} more`] : [...faults];

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const hashedText = (row: TableRow, previousHash: string): string =>
  JSON.stringify([
    previousHash,
    row.stream,
    row.version,
    row.type,
    row.revision,
    row.subject,
    row.topic,
    row.recorded_at,
    row.actor,
    row.caused_by,
  ]) + row.data;

/**
 * Versions run from 1 without a hole, ids are unique, every hash is right and covers the one before; it is
 * computed here independently.
 */
export const chainFaults = (service: string, rows: readonly TableRow[]): string[] => {
  const faults: string[] = [];
  if (new Set(rows.map((row) => row.event_id)).size !== rows.length)
    faults.push(`${service}: an event id occurs twice`);
  for (const [stream, own] of grouped(rows, (row) => row.stream)) {
    let before: TableRow | undefined;
    for (const row of own.toSorted((a, b) => a.version - b.version)) {
      if (row.version !== (before?.version ?? 0) + 1)
        faults.push(`${service}: ${stream} has version ${row.version} after ${before?.version ?? 0}`);
      if (before !== undefined && BigInt(row.position) <= BigInt(before.position))
        faults.push(
          `${service}: ${stream} has version ${row.version} at an earlier position than the one before`,
        );
      if (hash('sha256', hashedText(row, before?.hash ?? '0'.repeat(64))) !== row.hash)
        faults.push(`${service}: the hash of ${stream} version ${row.version} is wrong`);
      before = row;
    }
  }
  return few(faults);
};

/**
 * Every published row is in its topic, streams in the order of the table by first occurrence; nothing else
 * is.
 */
export const topicFaults = (
  topic: string,
  rows: readonly TableRow[],
  records: readonly Published[],
): string[] => {
  const first = [...new Map(records.toReversed().map((record) => [record.id, record])).values()].toReversed();
  const publishedByStream = grouped(first, ({ stream }) => stream);
  const faults: string[] = [];
  const known = new Set(rows.map((row) => row.event_id));
  for (const { id, stream } of first)
    if (!known.has(id)) faults.push(`${topic}: a record of ${stream} is in no table`);
  for (const [stream, own] of grouped(
    rows.filter((row) => row.topic === topic),
    (row) => row.stream,
  )) {
    const table = own
      .toSorted((a, b) => a.version - b.version)
      .map(({ version }) => version)
      .join(' ');
    const published = (publishedByStream.get(stream) ?? []).map(({ version }) => version).join(' ');
    if (table !== published)
      faults.push(`${topic}: ${stream} is ${table} in the table and ${published || 'nothing'} in the topic`);
  }
  return few(faults);
};

/** The bureau's own books hold every complete bundle and pension month once, to the fen, and nothing else. */
export const bookFaults = (expected: readonly Expected[], booked: readonly Booked[]): string[] => {
  const keyOf = (bureau: string, person: string, month: string): string => `${bureau} ${month} of ${person}`;
  const accepted = grouped(
    booked.filter(({ outcome, reversed }) => outcome === 'accepted' && !reversed),
    (booking) => keyOf(booking.bureau, booking.person_id, booking.month),
  );
  const faults = booked
    .filter(({ outcome }) => outcome !== 'accepted')
    .map((booking) => `${keyOf(booking.bureau, booking.person_id, booking.month)} was refused`);
  for (const { bureau, personId, month, total } of expected) {
    const key = keyOf(bureau, personId, month);
    const totals = (accepted.get(key) ?? []).map((booking) => booking.total);
    accepted.delete(key);
    if (totals.length !== 1 || totals[0] !== total)
      faults.push(
        `${key} is booked ${totals.length} times (${totals.join(', ')}), should be once with ${total}`,
      );
  }
  return few([...faults, ...[...accepted.keys()].map((key) => `${key} is booked and should not be`)]);
};

/**
 * An acknowledged collection is recorded once, with its amount and order; nothing is recorded that nobody
 * sent.
 */
export const collectionFaults = (
  acknowledged: readonly Acknowledged[],
  sent: ReadonlySet<string>,
  recorded: readonly { no: string; amount: string; order: string; type: string }[],
): string[] => {
  const recordsByNo = grouped(recorded, ({ no }) => no);
  const faults = [...recordsByNo.keys()]
    .filter((no) => !sent.has(no))
    .map((no) => `${no} is recorded, and nobody sent it`);
  for (const [no, all] of recordsByNo)
    if (all.length > 1) faults.push(`${no} is recorded ${all.length} times`);
  for (const { channelTransactionNo: no, amount, orderId } of acknowledged) {
    const [record] = recordsByNo.get(no) ?? [];
    if (record === undefined) faults.push(`${no} was acknowledged and is lost`);
    else if (record.amount !== amount || record.order !== orderId)
      faults.push(
        `${no} was acknowledged as ${amount} ${orderId} and is recorded as ${record.amount} ${record.order}`,
      );
    else if (record.type !== 'PaymentCaptured') faults.push(`${no} is recorded as ${record.type}`);
  }
  return few(faults);
};
