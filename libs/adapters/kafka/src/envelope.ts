import {
  contractEvents,
  Envelope,
  type ContractEvent,
  type ContractEventType,
  type Topic,
} from '@canbao/contracts';
import type { InboxEntry, OutboxRow, RawRecord } from '@canbao/event-sourcing';
import { macHeader, type RecordMacs } from './record-macs';

/** A record as this system publishes it. */
export interface OutgoingRecord {
  readonly topic: Topic;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The record of an event: a CloudEvent in structured mode, keyed by the person. One header is its MAC, the
 * others repeat what tools filter by.
 */
export const recordOf = (
  macs: Pick<RecordMacs, 'sign'>,
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
  const { topic } = contractEvents[event.type];
  const value = JSON.stringify(envelope);
  return {
    topic,
    key: row.subject,
    value,
    headers: {
      [macHeader]: macs.sign(topic, row.subject, value),
      'content-type': 'application/cloudevents+json',
      'ce-stream': stream,
      'ce-version': String(version),
      'ce-position': position,
      'relay-epoch': epoch,
    },
  };
};

/** What a handler receives: the event, and the inbox entry that it must store with the effect. */
export interface Received {
  readonly event: ContractEvent;
  readonly inbox: InboxEntry;
  /** The person the event is about. */
  readonly subject: string;
  readonly eventId: string;
}

/** A record that holds an event of the contract. */
export interface DecodedEvent extends Decodable {
  readonly kind: 'event';
  readonly received: Received;
}

/** A record whose event type is newer than this code: passed over, but recorded in the inbox. */
export interface UnknownEvent extends Decodable {
  readonly kind: 'unknown';
  readonly inbox: InboxEntry;
  readonly type: string;
}

/** A record that is not what the contract says, and why. */
export interface Undecodable {
  readonly kind: 'undecodable';
  readonly raw: RawRecord;
  /** Empty where the record has none. */
  readonly key: string;
  readonly error: string;
}

/** A record as it was understood. */
export type Decoded = DecodedEvent | UnknownEvent | Undecodable;

interface Decodable {
  readonly raw: RawRecord;
  readonly key: string;
  /** Version of the stream's preceding event on the topic; 0 for the first. */
  readonly previous: number;
  /** Order of commit in the source. */
  readonly position: bigint;
}

/** Decodes a record and validates it against the contract; returns what is wrong instead of throwing. */
export const decode = (consumer: string, raw: RawRecord): Decoded => {
  const undecodable = (error: string): Undecodable => ({
    kind: 'undecodable',
    raw,
    key: raw.key ?? '',
    error,
  });
  const envelope = Envelope.safeParse(jsonOf(raw.value));
  if (!envelope.success)
    return undecodable(
      `envelope: ${issues(envelope.error, ({ path, message }) => `${path.join('.')} ${message}`)}`,
    );
  const { id, type, subject, stream, version, previousversion: previous, position, data } = envelope.data;
  if (raw.key !== subject) return undecodable('the record key is not the subject');
  const inbox: InboxEntry = { consumer, stream: `${raw.topic}/${stream}`, after: 0, version };
  const common = { raw, key: subject, previous, position: BigInt(position) };
  if (!(type in contractEvents)) return { kind: 'unknown', ...common, inbox, type };
  const contract = contractEvents[type as ContractEventType];
  if (contract.topic !== raw.topic) return undecodable(`${type} does not belong on ${raw.topic}`);
  const parsed = contract.data.safeParse(data);
  // Paths and codes only: the validator's messages may quote personal data.
  if (!parsed.success)
    return undecodable(`data: ${issues(parsed.error, ({ path, code }) => `${path.join('.')} ${code}`)}`);
  return {
    kind: 'event',
    ...common,
    received: { event: { type, data: parsed.data } as ContractEvent, inbox, subject, eventId: id },
  };
};

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

const issues = (error: { readonly issues: readonly Issue[] }, textOf: (issue: Issue) => string): string =>
  error.issues.map(textOf).join(', ');

/** The inbox entry of an event. */
export const entryOf = (record: DecodedEvent | UnknownEvent): InboxEntry =>
  record.kind === 'event' ? record.received.inbox : record.inbox;

/** The record, to be handled after that version of its stream. */
export const after = <R extends DecodedEvent | UnknownEvent>(record: R, cursor: number): R => {
  const inbox = { ...entryOf(record), after: cursor };
  return record.kind === 'event'
    ? { ...record, received: { ...record.received, inbox } }
    : { ...record, inbox };
};

/** The stream that a record continues, as it is named in the inbox; none where it cannot be decoded. */
export const streamsOf = (record: Decoded): string[] =>
  record.kind === 'undecodable' ? [] : [entryOf(record).stream];

/** Parses JSON; undefined where the text is not JSON. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
