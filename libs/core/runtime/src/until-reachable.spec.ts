import pino from 'pino';
import { untilReachable } from './until-reachable';

const log = pino({ level: 'silent' });
const failing = (times: number, error: Error) => {
  let asked = 0;
  return {
    ask: async (): Promise<number> => {
      asked += 1;
      if (asked <= times) throw error;
      return asked;
    },
    asked: () => asked,
  };
};
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const kafka = Object.assign(new Error('read ECONNRESET'), { name: 'KafkaJSConnectionError' });

describe('a server that cannot be reached at the start', () => {
  it.each([
    ['PostgreSQL', refused],
    ['Kafka', kafka],
  ])('is waited for: %s', async (what, error) =>
    expect(await untilReachable(what, failing(3, error).ask, log)).toBe(4),
  );
  it('is not waited for when it is there and its settings are wrong', async () => {
    const wrong = failing(1, new Error('PostgreSQL runs with fsync=off'));
    await expect(untilReachable('PostgreSQL', wrong.ask, log)).rejects.toThrow('fsync=off');
    expect(wrong.asked()).toBe(1);
  });
});
