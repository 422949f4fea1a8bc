import { randomBytes } from 'node:crypto';
import type { RawRecord } from '@canbao/event-sourcing';
import { partitionCount, partitionOf } from './partition';
import { RecordMacs } from './record-macs';

const secret = (): string => randomBytes(32).toString('base64url');
const [former, current, payment] = [secret(), secret(), secret()];
const before = new RecordMacs({ registration: { current: '1', secrets: { '1': former } } });
const macs = new RecordMacs({
  registration: { current: '2', secrets: { '1': former, '2': current } },
  payment: { current: '1', secrets: { '1': payment } },
});
const [topic, key, value] = ['registration.events', 'person-1', '{"data":{}}'] as const;
const record: RawRecord = {
  topic,
  partition: partitionOf(key),
  offset: '7',
  key,
  value,
  mac: macs.sign(topic, key, value),
};

describe('the MAC of a record', () => {
  it('is that of the current secret', () => {
    expect(record.mac).toMatch(/^2:[\w-]{43}$/);
    expect(macs.fault(record)).toBeUndefined();
  });

  it('is still believed under the former secret, until it is taken away', () => {
    const old = { ...record, mac: before.sign(topic, key, value) };
    expect(macs.fault(old)).toBeUndefined();
    const after = new RecordMacs({ registration: { current: '2', secrets: { '2': current } } });
    expect(after.fault(old)).toBe('its MAC names no secret of the service that owns the topic');
  });

  it.each<[string, Partial<RawRecord>, string]>([
    ['no MAC', { mac: undefined }, 'it has no MAC'],
    ['an empty one', { mac: '' }, 'its MAC names no secret'],
    ['no key', { key: undefined }, 'it has no key'],
    ['another value', { value: '{"data":{"amount":"4000.00"}}' }, 'its MAC is wrong'],
    ['another key', { key: 'person-2', partition: partitionOf('person-2') }, 'its MAC is wrong'],
    [
      'a key that has taken a byte of the value',
      { key: `${key}\n{`, value: value.slice(1) },
      'its MAC is wrong',
    ],
    ['another topic of the same service', { topic: 'registration.delegations' }, 'its MAC is wrong'],
    ['a topic of another service', { topic: 'payment.events' }, 'its MAC names no secret'],
    ['a topic of nobody', { topic: '__proto__' }, 'its MAC names no secret'],
    ['the MAC of another service', { mac: macs.sign('payment.events', key, value) }, 'its MAC'],
    ['half a MAC', { mac: record.mac?.slice(0, 20) }, 'its MAC is wrong'],
    ['the same MAC under another name', { mac: record.mac?.replace('2:', '1:') }, 'its MAC is wrong'],
    ['another place', { partition: (record.partition + 1) % partitionCount }, 'it lies in another partition'],
  ])('tells a record with %s', (_, change, fault) =>
    expect(macs.fault({ ...record, ...change })).toContain(fault),
  );

  it('needs a secret of the service that publishes', () => {
    expect(macs.missing(['registration', 'assessment'])).toEqual(['assessment']);
    expect(() => macs.sign('assessment.events', key, value)).toThrow('no current secret of assessment');
  });
});
