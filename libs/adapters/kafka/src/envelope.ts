import {
  contractEvents,
  Envelope,
  type ContractEvent,
  type ContractEventType,
  type Topic,
} from '@canbao/contracts';
import type { InboxEntry, OutboxRow, RawRecord } from '@canbao/event-sourcing';

/** One Kafka record of ours. */
export interface OutgoingRecord {
  readonly topic: Topic;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The record of an event: a CloudEvent in structured mode, keyed by the person, with what tools filter by in
 * headers.
 */
export const recordOf = (
  service: string,
  epoch: string,
  row: Omit<OutboxRow, 'type' | 'data' | 'topic'>,
  event: ContractEvent,
): OutgoingRecord => {
  const { stream, version, previousversion, position } = row;
  const envelope: Envelope = {
    specversion: '1.0',
    id: row.eventId,
    source: `/canbao/${service}`,
    type: event.type,
    subject: row.subject,
    time: row.recordedAt,
    datacontenttype: 'application/json',
    stream,
    version,
    previousversion,
    position,
    data: event.data,
  };
  return {
    topic: contractEvents[event.type].topic,
    key: row.subject,
    value: JSON.stringify(envelope),
    headers: {
      'content-type': 'application/cloudevents+json',
      'ce-stream': stream,
      'ce-version': String(version),
      'ce-position': position,
      'relay-epoch': epoch,
    },
  };
};

/**
 * What a handler gets: the event, and the proof of handling that its `execute` must store with the effect.
 */
export interface Received {
  readonly event: ContractEvent;
  readonly inbox: InboxEntry;
  /** The person the event is about. */
  readonly subject: string;
  readonly eventId: string;
}

/** A decoded record. `unknown` is an event type newer than this code; it is passed over, but counted. */
export type Decoded =
  | {
      readonly kind: 'event';
      readonly raw: RawRecord;
      readonly key: string;
      readonly previous: number;
      readonly position: bigint;
      readonly received: Received;
    }
  | {
      readonly kind: 'unknown';
      readonly raw: RawRecord;
      readonly key: string;
      readonly previous: number;
      readonly position: bigint;
      readonly inbox: InboxEntry;
      readonly type: string;
    }
  | {
      readonly kind: 'undecodable';
      readonly raw: RawRecord;
      readonly key: string | undefined;
      readonly error: string;
    };

/** Decodes and validates a record against the contract; says what is wrong instead of throwing. */
export const decode = (consumer: string, raw: RawRecord): Decoded => {
  const undecodable = (error: string): Decoded => ({ kind: 'undecodable', raw, key: raw.key, error });
  const envelope = Envelope.safeParse(jsonOf(raw.value));
  if (!envelope.success)
    return undecodable(
      `envelope: ${envelope.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', ')}`,
    );
  const { id, type, subject, stream, version, previousversion: previous, position, data } = envelope.data;
  if (raw.key !== subject) return undecodable('the record key is not the subject');
  const inbox: InboxEntry = { consumer, eventId: id, stream: `${raw.topic}/${stream}`, version };
  const at = { raw, key: subject, previous, position: BigInt(position) };
  if (!(type in contractEvents)) return { kind: 'unknown', ...at, inbox, type };
  const contract = contractEvents[type as ContractEventType];
  if (contract.topic !== raw.topic) return undecodable(`${type} does not belong on ${raw.topic}`);
  const parsed = contract.data.safeParse(data);
  // Paths and codes only: a message of the validator may quote the value.
  if (!parsed.success)
    return undecodable(
      `data: ${parsed.error.issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ')}`,
    );
  return {
    kind: 'event',
    ...at,
    received: { event: { type, data: parsed.data } as ContractEvent, inbox, subject, eventId: id },
  };
};

/** Nothing where the text is not JSON. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
