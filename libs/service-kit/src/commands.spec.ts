import 'reflect-metadata';
import { instant, type Clock } from '@canbao/calendar';
import type { ContractEvent, Operation, RejectionTable } from '@canbao/contracts';
import { accept, InMemoryEventStore, reject, type Decider, type Event } from '@canbao/event-sourcing';
import type { Received } from '@canbao/kafka';
import { Commands } from './commands';
import type { InputOf } from './http/input';

type Raised = Event<'Raised', { by: number }>;
type Raise = { readonly type: 'Raise'; readonly counter: string; readonly by: number };

/** A counter that never exceeds ten. */
const counter: Decider<Raise, number, Raised, 'too-high'> = {
  initial: 0,
  streams: ({ counter: name }) => [name],
  decide: ({ by }, sum) =>
    sum + by > 10 ? reject('too-high', { sum, by }) : accept({ type: 'Raised', data: { by } }),
  evolve: (sum, { data: { by } }) => sum + by,
};
const rejections: RejectionTable<'too-high'> = {
  'too-high': {
    status: 422,
    detail: 'The sum would exceed ten.',
    userMessage: '超过上限。',
    retryable: false,
  },
};
const options = {
  subject: 'person-1',
  rejections,
  reply: ({ state }: { readonly state: number }) => ({ sum: state }),
};
const raise = (by: number, name = 'counter-1'): Raise => ({ type: 'Raise', counter: name, by });

const now = instant('2025-03-01T08:00:00.000+08:00');
const clock: Clock = { now: () => now };
const input = (key: string, fingerprint = 'same'): InputOf<Operation> =>
  ({
    caller: { subject: 'teller-1', role: 'bank', bank: 'ccb' },
    idempotency: { scope: 'teller-1:raise', key, fingerprint, replayed: false },
  }) as unknown as InputOf<Operation>;
const received: Received = {
  event: { type: 'canbao.registration.PersonRegistered.v1', data: { personId: '1' } } as ContractEvent,
  inbox: { consumer: 'payment', stream: 'registration.events/person-1', after: 0, version: 1 },
  subject: 'person-1',
  eventId: 'event-9',
};

let store: InMemoryEventStore;
let commands: Commands;
beforeEach(() => {
  store = new InMemoryEventStore();
  commands = new Commands(store, clock);
});
const stored = () => store.readAfter(0n, 100);

describe('a command of a request', () => {
  it('that waits for another fact is stored without its answer, and a repeat is answered as things stand', async () => {
    const waiting = { ...options, isProvisional: (sum: number) => sum < 5 };
    expect(await commands.run(input('key-1'), counter, raise(3), waiting)).toEqual({ sum: 3 });
    const repeat = input('key-1');
    expect(await commands.run(repeat, counter, raise(3), waiting)).toEqual({ sum: 6 });
    expect(repeat.idempotency?.replayed).toBe(false);
    const final = input('key-1');
    expect(await commands.run(final, counter, raise(3), waiting)).toEqual({ sum: 6 });
    expect(final.idempotency?.replayed).toBe(true);
  });
  it('is answered with its reply, and stored with its caller', async () => {
    expect(await commands.run(input('key-1'), counter, raise(4), options)).toEqual({ sum: 4 });
    expect(await stored()).toMatchObject([
      {
        type: 'Raised',
        data: { by: 4 },
        subject: 'person-1',
        recordedAt: now,
        metadata: { actor: 'bank:ccb:teller-1' },
      },
    ]);
  });

  it('gets the stored answer when repeated, which the key remembers', async () => {
    await commands.run(input('key-1'), counter, raise(4), options);
    await commands.run(input('key-2'), counter, raise(5), options);
    const repeat = input('key-1');
    expect(await commands.run(repeat, counter, raise(4), options)).toEqual({ sum: 4 });
    expect(repeat.idempotency?.replayed).toBe(true);
    expect(await stored()).toHaveLength(2);
  });

  it('does not count as a repeat the first time', async () => {
    const first = input('key-1');
    await commands.run(first, counter, raise(4), options);
    expect(first.idempotency?.replayed).toBe(false);
  });

  it('is refused under a key of another request', async () => {
    await commands.run(input('key-1'), counter, raise(4), options);
    await expect(commands.run(input('key-1', 'other'), counter, raise(5), options)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  it('is answered with its rejection and the evidence, again when repeated', async () => {
    const document = {
      type: 'https://canbao.example/problems/too-high',
      title: 'too-high',
      status: 422,
      code: 'too-high',
      detail: 'The sum would exceed ten.',
      userMessage: '超过上限。',
      retryable: false,
      details: { sum: 0, by: 11 },
    };
    await expect(commands.run(input('key-1'), counter, raise(11), options)).rejects.toMatchObject({
      document,
    });
    await commands.run(input('key-2'), counter, raise(9), options);
    const repeat = input('key-1');
    await expect(commands.run(repeat, counter, raise(11), options)).rejects.toMatchObject({ document });
    expect(repeat.idempotency?.replayed).toBe(true);
  });

  it.each([
    ['time or another fact may clear it', { retryable: true }],
    ['the caller is to read again and send another If-Match', { status: 412 as const }],
  ])('is decided again under the same key after a refusal when %s', async (_, row) => {
    const clearing = { ...options, rejections: { 'too-high': { ...rejections['too-high'], ...row } } };
    const refused = input('key-1');
    const closed = { ...counter, decide: () => reject('too-high') };
    await expect(commands.run(refused, closed, raise(4), clearing)).rejects.toMatchObject({
      document: expect.objectContaining({ code: 'too-high', ...row }),
    });
    expect(refused.idempotency?.replayed).toBe(false);

    const accepted = input('key-1');
    expect(await commands.run(accepted, counter, raise(4), clearing)).toEqual({ sum: 4 });
    expect(accepted.idempotency?.replayed).toBe(false);

    const repeat = input('key-1');
    expect(await commands.run(repeat, closed, raise(4), clearing)).toEqual({ sum: 4 });
    expect(repeat.idempotency?.replayed).toBe(true);
    expect(await stored()).toHaveLength(1);
  });

  it('may be another one under the key of a refusal that may clear', async () => {
    const clearing = {
      ...options,
      rejections: { 'too-high': { ...rejections['too-high'], retryable: true } },
    };
    await expect(commands.run(input('key-1'), counter, raise(11), clearing)).rejects.toMatchObject({
      document: { code: 'too-high' },
    });
    expect(await commands.run(input('key-1', 'other'), counter, raise(5), clearing)).toEqual({ sum: 5 });
  });

  it('shows unmet conditions beside the details', async () => {
    const conditions = [{ code: 'sum', rule: 'ten', source: 'spec', clearedBy: 'nothing' }];
    const strict = { ...counter, decide: () => reject('too-high', { conditions }) };
    await expect(commands.run(input('key-1'), strict, raise(1), options)).rejects.toMatchObject({
      document: expect.objectContaining({ conditions }),
    });
    await expect(commands.run(input('key-1'), strict, raise(1), options)).rejects.not.toMatchObject({
      document: { details: expect.anything() },
    });
  });
});

describe('the commands of a foreign event', () => {
  it('store the inbox entry with the last one, so that a redelivery has no further effect', async () => {
    for (let delivery = 0; delivery < 2; delivery += 1) {
      await commands.react(received, counter, raise(1, 'counter-2'), true);
    }
    expect(await stored()).toMatchObject([
      { stream: 'counter-2', metadata: { actor: 'payment', causationId: 'event-9' }, subject: 'person-1' },
    ]);
  });

  it('fail when one before the last is rejected, so that the event is not recorded as handled', async () => {
    await expect(commands.react(received, counter, raise(11), false)).rejects.toThrow(
      'reaction rejected: too-high',
    );
    await commands.react(received, counter, raise(3), true);
    expect(await stored()).toMatchObject([{ data: { by: 3 } }]);
  });

  it('are recorded as handled when the last is rejected', async () => {
    await commands.react(received, counter, raise(11), true);
    await commands.react(received, counter, raise(3), true);
    expect(await stored()).toEqual([]);
  });
});

it('a command of a job is stored under the name of the job', async () => {
  const executed = await commands.act('expire-orders', 'person-1', counter, raise(2));
  expect(executed).toMatchObject({ outcome: 'accepted', state: 2 });
  expect(await stored()).toMatchObject([{ metadata: { actor: 'expire-orders' }, subject: 'person-1' }]);
});
