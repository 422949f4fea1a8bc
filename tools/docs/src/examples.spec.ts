import { randomInt } from 'node:crypto';
import { allOperations } from '@canbao/contracts';
import { checkDigitOf } from '@canbao/vocabulary';
import { brokenReplies, storedExamples, type Recorded } from './examples';

const numbered = (value: unknown): unknown => {
  const body = `37010219${randomInt(60, 99)}0${randomInt(1, 10)}${randomInt(10, 29)}${randomInt(100, 1000)}`;
  const text = JSON.stringify(value)?.replaceAll('<identity number>', body + checkDigitOf(body));
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};
const operations = new Map(allOperations.map((operation) => [operation.id, operation]));
const successes = Object.entries(storedExamples()).flatMap(([id, examples]) =>
  examples.filter(({ status }) => status < 300).map((example) => [id, example] as const),
);

describe('the examples of the documentation', () => {
  it('show most calls', () => expect(successes.length).toBeGreaterThan(40));

  it.each(successes)(
    'show %s as the contract has it (if not, record anew: ADR 70)',
    (id, { body, reply }) => {
      const operation = operations.get(id);
      expect(operation).toBeDefined();
      const sent = body === undefined ? undefined : operation?.body.safeParse(numbered(body));
      expect(sent?.error?.issues ?? []).toEqual([]);
      expect(operation?.reply.safeParse(numbered(reply)).error?.issues ?? []).toEqual([]);
    },
  );

  it('are made of no recording in which a reply breaks its contract', () => {
    const check = {
      kind: 'record',
      recordNo: 'R-1',
      asOf: '2022-05-18',
      knownAt: '2022-05-18T10:00:00.000+08:00',
      insurances: [],
      state: 'valid',
      checkedAt: '2022-05-18T10:00:00.000+08:00',
    };
    const call = (reply: unknown): Recorded => ({
      method: 'GET',
      path: '/v1/verify/07DZ-X9TK',
      status: 200,
      reply,
    });
    expect(brokenReplies([call(check)])).toEqual([]);
    expect(brokenReplies([call({ ...check, state: 'odd' }), call(check)])).toEqual([
      expect.stringContaining('verifyPaper (/v1/verify/07DZ-X9TK): state'),
    ]);
  });
});
