import type { Inbox, InboxEntry } from '@canbao/event-sourcing';
import type { Attempts } from './attempts';
import { after, decode, entryOf, streamsOf, type Decoded } from './envelope';
import { judge } from './ordering';

/** The obstacle to releasing a key: the first of its records that cannot be handled, and why. */
export interface Obstacle {
  readonly because: 'gap' | 'undecodable' | 'handler';
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly error: string;
}

interface ParkedEvent {
  readonly id: string;
  readonly record: Decoded;
}

/** What a release works with. */
export interface Release {
  readonly consumer: string;
  readonly inbox: Pick<Inbox, 'parkedOf' | 'unblock' | 'state' | 'record' | 'unpark'>;
  readonly attempts: Attempts;
  readonly signal: AbortSignal;
}

/** Replays the parked records of a key in order. Returns the remaining obstacle, or nothing. */
export const releaseKey = async (release: Release, key: string): Promise<Obstacle | undefined> => {
  const { inbox, consumer } = release;
  for (;;) {
    const parked = await inbox.parkedOf(key);
    if (parked.length === 0) {
      if (await inbox.unblock(key)) return undefined;
      continue; // Another record was parked meanwhile.
    }
    const events = parked.map((raw): ParkedEvent => ({ id: raw.id, record: decode(consumer, raw) }));
    // Records that were lost and published again lie behind the gap they close: the source's order decides.
    events.sort((a, b) => bySource(a.record, b.record));
    const obstacle = await replay(release, events);
    if (obstacle !== undefined) return obstacle;
  }
};

const replay = async (release: Release, events: readonly ParkedEvent[]): Promise<Obstacle | undefined> => {
  const streams = events.flatMap(({ record }) => streamsOf(record));
  const { cursors } = await release.inbox.state(streams, []);
  for (const { id, record } of events) {
    const obstacle = await replayOne(release, record, cursors);
    if (obstacle !== undefined) return obstacle;
    await release.inbox.unpark(id);
  }
  return undefined;
};

const replayOne = async (
  { inbox, attempts, signal }: Release,
  record: Decoded,
  cursors: Map<string, number>,
): Promise<Obstacle | undefined> => {
  if (record.kind === 'undecodable') return obstacleAt(record, 'undecodable', record.error);
  const { stream, version } = entryOf(record);
  const cursor = cursors.get(stream) ?? 0;
  const judgement = judge({ version, previous: record.previous }, cursor);
  if (judgement === 'duplicate') return undefined;
  if (judgement === 'gap')
    return obstacleAt(record, 'gap', gapText(entryOf(record), record.previous, cursor));
  const next = after(record, cursor);
  const attempted =
    next.kind === 'event' ? await attempts.handleEvent(next, 1, signal) : ({ outcome: 'ignored' } as const);
  if (attempted.outcome === 'failed') return obstacleAt(record, 'handler', attempted.error);
  if (attempted.outcome === 'ignored') await inbox.record([entryOf(next)]);
  cursors.set(stream, version);
  return undefined;
};

/** Why an event is parked whose predecessor has not arrived; the operations API looks for the prefix. */
export const gapText = ({ stream, version }: InboxEntry, previous: number, cursor: number): string =>
  `gap: ${stream} is at ${cursor}, version ${version} follows ${previous}`;

const obstacleAt = (
  { raw: { topic, partition, offset } }: Decoded,
  because: Obstacle['because'],
  error: string,
): Obstacle => ({ because, topic, partition, offset, error });

/** Undecodable records first, then by topic and by position in the source. */
const bySource = (a: Decoded, b: Decoded): number => {
  if (a.kind === 'undecodable' || b.kind === 'undecodable')
    return Number(a.kind !== 'undecodable') - Number(b.kind !== 'undecodable');
  if (a.raw.topic !== b.raw.topic) return a.raw.topic < b.raw.topic ? -1 : 1;
  return a.position < b.position ? -1 : Number(a.position > b.position);
};
