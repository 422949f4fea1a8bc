import { untilReachable } from './until-reachable';

const warnings: unknown[] = [];
const log = {
  info: () => undefined,
  warn: (fields: object, message: string) => void warnings.push({ ...fields, message }),
  error: () => undefined,
};
/** A server that fails that many calls and then answers with the number of calls. */
const server = (failures: number, error: Error) => {
  let calls = 0;
  return {
    call: async (): Promise<number> => {
      calls += 1;
      if (calls <= failures) throw error;
      return calls;
    },
    calls: () => calls,
  };
};
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const kafka = Object.assign(new Error('read ECONNRESET'), { name: 'KafkaJSConnectionError' });

beforeEach(() => {
  jest.useFakeTimers();
  warnings.length = 0;
});
afterEach(() => jest.useRealTimers());

describe('a server that cannot be reached at the start', () => {
  it.each([
    ['PostgreSQL', refused],
    ['Kafka', kafka],
  ])('is waited for: %s', async (name, error) => {
    const answer = untilReachable(name, server(3, error).call, log);
    await jest.advanceTimersByTimeAsync(100 + 200 + 400);
    expect(await answer).toBe(4);
    expect(warnings).toMatchObject([
      { attempt: 0, message: `waiting for ${name}` },
      { attempt: 1, message: `waiting for ${name}` },
      { attempt: 2, message: `waiting for ${name}` },
    ]);
  });

  it('is called every two seconds at least, and given up after a minute', async () => {
    const gone = server(Infinity, refused);
    const outcome = untilReachable('PostgreSQL', gone.call, log).catch(String);
    await jest.advanceTimersByTimeAsync(60_000);
    const callsInAMinute = gone.calls();
    expect(callsInAMinute).toBeGreaterThanOrEqual(30);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await outcome).toBe('Error: connect ECONNREFUSED');
    expect(gone.calls()).toBe(callsInAMinute + 1);
  });

  it('is not waited for when it answers and its settings are wrong', async () => {
    const unsafe = server(1, new Error('PostgreSQL runs with fsync=off'));
    await expect(untilReachable('PostgreSQL', unsafe.call, log)).rejects.toThrow('fsync=off');
    expect(unsafe.calls()).toBe(1);
  });
});
