import { genesisHash, type StreamName } from '@canbao/event-sourcing';
import { instantText } from '../database/sql-time';
import { isSecurity } from '../migrations/1795466068000-security-log';
import type { Reader } from './seals';

/** An event of the security log as it is stored. */
export interface SecurityEvent {
  readonly position: string;
  readonly hash: string;
  readonly type: string;
  readonly actor: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of the security log after a position and not before an instant, in order. */
export const securityEventsAfter = async (
  reader: Reader,
  position: string,
  limit: number,
  from: string | null = null,
): Promise<SecurityEvent[]> => {
  const { rows } = await reader.query<{ [Name in keyof SecurityEvent]: SecurityEvent[Name] }>({
    name: 'security-events-after',
    text: `select position::text, encode(hash, 'hex') as hash, type, actor, data,
        ${instantText('recorded_at')} as at
      from events where ${isSecurity} and position > $1
        and ($3::timestamptz is null or recorded_at >= $3)
      order by events.position limit $2`,
    values: [position, limit, from],
  });
  return rows;
};

/** Where a stream is continued. */
export interface StreamEnd {
  readonly version: number;
  readonly hash: string;
}

/** The end of a stream, however long it is. */
export const endOf = async (reader: Reader, stream: StreamName): Promise<StreamEnd> => {
  const { rows } = await reader.query<{ version: number; hash: string }>({
    name: 'stream-end',
    text: `select version, encode(hash, 'hex') as hash from events
      where stream = $1 order by version desc limit 1`,
    values: [stream],
  });
  return rows[0] ?? { version: 0, hash: genesisHash };
};
