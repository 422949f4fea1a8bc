import { createHash } from 'node:crypto';
import { genesisHash } from '@canbao/event-sourcing';
import { hashOf, type HashedFields } from './event-hash';

const event: HashedFields = {
  previousHash: genesisHash,
  stream: 'person-1',
  version: 1,
  type: 'Registered',
  revision: 1,
  data: '{"personId":"1"}',
  subject: '1',
  topic: 'registration.events',
  recordedAt: '2026-03-18T10:00:00.000+08:00',
  actor: 'teller-1',
  causationId: null,
};
const others: HashedFields = {
  previousHash: 'f'.repeat(64),
  stream: 'person-2',
  version: 2,
  type: 'Removed',
  revision: 3,
  data: '{"personId":"2"}',
  subject: '2',
  topic: 'ledger.events',
  recordedAt: '2026-03-18T10:00:00.001+08:00',
  actor: 'teller-2',
  causationId: '0197a000-0000-7000-8000-000000000001',
};
const fields = Object.keys(event) as (keyof HashedFields)[];
const changed = (change: object): HashedFields => ({ ...event, ...change });

describe('the hash of an event', () => {
  it('is SHA-256 over a list of the short fields and the data', () =>
    expect(hashOf(event)).toBe(
      createHash('sha256')
        .update(
          `["${genesisHash}","person-1",1,"Registered",1,"1","registration.events",` +
            '"2026-03-18T10:00:00.000+08:00","teller-1",null]{"personId":"1"}',
        )
        .digest('hex'),
    ));

  it.each(fields)('covers %s', (field) => {
    expect(event[field]).not.toBe(others[field]);
    expect(hashOf(changed({ [field]: others[field] }))).not.toBe(hashOf(event));
  });

  it('tells an event that stays inside the service from one on a topic without a name', () =>
    expect(hashOf(changed({ topic: null }))).not.toBe(hashOf(changed({ topic: '' }))));

  it.each(
    fields.flatMap((first, index) => fields.slice(index + 1).map((second) => [first, second] as const)),
  )('changes when %s and %s exchange their values', (first, second) => {
    const distinct = changed({ [first]: 'one', [second]: 'other' });
    expect(hashOf({ ...distinct, [first]: 'other', [second]: 'one' })).not.toBe(hashOf(distinct));
  });

  it.each(
    fields.flatMap((first, index) => fields.slice(index + 1).map((second) => [first, second] as const)),
  )('changes when a part of %s passes to %s', (first, second) => {
    const left = changed({ [first]: 'ab', [second]: 'c' });
    expect(hashOf({ ...left, [first]: 'a', [second]: 'bc' })).not.toBe(hashOf(left));
  });

  it.each(['"', '","', '\\', '\n', ']', 'null'])('lets no %j in a text pass for a border', (border) => {
    const [one, two] = [
      changed({ stream: `a${border}b`, type: 'c' }),
      changed({ stream: 'a', type: `b${border}c` }),
    ];
    expect(hashOf(one)).not.toBe(hashOf(two));
    expect(hashOf(changed({ actor: border }))).not.toBe(hashOf(changed({ actor: '' })));
  });
});
