import { createHash } from 'node:crypto';
import { instant } from '@canbao/calendar';
import { genesisHash, type AppendRequest, type Event } from '@canbao/event-sourcing';
import type { InlineView } from '@canbao/postgres';
import { migrationOf } from './migration-of';

export const at = instant('2022-05-18T10:00:00+08:00');

/** The fingerprint of a request, as callers make it. */
export const fingerprintOf = (request: string): string => createHash('sha256').update(request).digest('hex');

/** An append of that many events to a stream. */
export const happened = (
  stream: string,
  expectedVersion: number,
  count = 1,
  { type = 'Happened', data, ...more }: Partial<AppendRequest> & { type?: string; data?: unknown } = {},
): AppendRequest => ({
  subject: 'someone',
  recordedAt: at,
  metadata: { actor: 'spec' },
  writes: [
    {
      stream,
      expectedVersion,
      previousHash: genesisHash,
      events: Array.from({ length: count }, (_, n): Event => ({ type, data: data ?? { n } })),
    },
  ],
  ...more,
});

/** The position, stream and version of every event. */
export const positionsTable = migrationOf(
  'Seen1795600000000',
  'create table seen (position bigint primary key, stream text not null, version int not null)',
);
export const positionsView: InlineView = {
  name: 'seen',
  tables: [{ name: 'seen', derived: ['position', 'stream', 'version'] }],
  statements: (events) => [
    {
      name: 'insert-seen',
      text: `insert into seen select committed_position(p), stream, version
        from unnest($1::bigint[], $2::text[], $3::int[]) as new(p, stream, version)`,
      values: [
        events.map(({ position }) => position.toString()),
        events.map(({ stream }) => stream),
        events.map(({ version }) => version),
      ],
    },
  ],
};
