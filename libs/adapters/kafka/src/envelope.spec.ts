import type { ContractEvent } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { decode, recordOf } from './envelope';

const personId = '0197a000-0000-7000-8000-00000000000a';
const event: ContractEvent = { type: 'canbao.registration.PersonRegistered.v1', data: { personId } };
const row = {
  position: '42',
  stream: `person-${personId}`,
  version: 3,
  previousversion: 1,
  eventId: '0197a000-0000-7000-8000-000000000001',
  subject: personId,
  recordedAt: '2025-03-01T08:00:00.000+08:00',
};
const record = recordOf({ sign: () => 'k:mac' }, 'registration', '7', row, event);
const raw: RawRecord = {
  topic: 'registration.events',
  partition: 0,
  offset: '5',
  key: record.key,
  value: record.value,
};
const changed = (change: object): RawRecord => ({
  ...raw,
  value: JSON.stringify({ ...(JSON.parse(record.value) as object), ...change }),
});

describe('the record of an event', () => {
  it('is a CloudEvent keyed by the person', () => {
    expect(record).toMatchObject({ topic: 'registration.events', key: personId });
    expect(JSON.parse(record.value)).toEqual({
      specversion: '1.0',
      id: row.eventId,
      source: '/canbao/registration',
      type: event.type,
      subject: personId,
      time: row.recordedAt,
      datacontenttype: 'application/json',
      stream: row.stream,
      version: 3,
      previousversion: 1,
      position: '42',
      data: { personId },
    });
  });

  it('says in headers what tools filter by, and who wrote it', () =>
    expect(record.headers).toEqual({
      'canbao-mac': 'k:mac',
      'content-type': 'application/cloudevents+json',
      'ce-stream': row.stream,
      'ce-version': '3',
      'ce-position': '42',
      'relay-epoch': '7',
    }));
});

describe('decoding', () => {
  it("gives back the event and the inbox entry of its topic's stream", () =>
    expect(decode('assessment', raw)).toEqual({
      kind: 'event',
      raw,
      key: personId,
      previous: 1,
      position: 42n,
      received: {
        event,
        subject: personId,
        eventId: row.eventId,
        inbox: {
          consumer: 'assessment',
          stream: `registration.events/${row.stream}`,
          after: 0,
          version: 3,
        },
      },
    }));

  it('knows an event that is newer than the code', () =>
    expect(decode('assessment', changed({ type: 'canbao.registration.PersonMoved.v1' }))).toMatchObject({
      kind: 'unknown',
      key: personId,
      previous: 1,
      inbox: { version: 3 },
    }));

  it('lets through envelope attributes it does not know', () =>
    expect(decode('assessment', changed({ traceparent: '00-x' })).kind).toBe('event'));

  it('ignores fields of the data it does not know', () =>
    expect(decode('assessment', changed({ data: { personId, name: 'x' } }))).toHaveProperty(
      'received.event',
      event,
    ));

  it('refuses a value that is not in an enum', () => {
    const data = { personId, insurance: 'maternity', from: '2025-03' };
    const type = 'canbao.registration.EmployerCoverNoted.v1';
    expect(decode('assessment', changed({ type, data: { ...data, insurance: 'medical' } })).kind).toBe(
      'event',
    );
    expect(decode('assessment', changed({ type, data })).kind).toBe('undecodable');
  });

  it.each([
    ['text that is not JSON', { ...raw, value: '{' }],
    ['nothing at all', { ...raw, value: '' }],
    ['an envelope without a version', changed({ version: undefined })],
    ['data outside the contract', changed({ data: { personId: 'nobody' } })],
    ['data that lacks a field', changed({ data: {} })],
    ['a key that is not the subject', { ...raw, key: 'someone-else' }],
    ['an event of another topic', changed({ type: 'canbao.payment.OrderClosed.v1' })],
  ])('refuses %s', (_, bad) =>
    expect(decode('assessment', bad)).toMatchObject({ kind: 'undecodable', key: bad.key }),
  );

  it('does not quote the data in its error', () =>
    expect(
      JSON.stringify({
        ...decode('assessment', changed({ data: { personId: '370102secret' } })),
        raw: undefined,
      }),
    ).not.toContain('secret'));
});
