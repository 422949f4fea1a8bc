import fc from 'fast-check';
import { mayPost, type PostingCommand, type PostingEvent } from '..';
import {
  accepted,
  eventsOf,
  postAgain,
  received,
  refund,
  refundCase,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unknown,
  withdrawal,
} from '../../test/postings';

describe('whether a month can be booked', () => {
  it.each([
    ['nothing was paid', [], 'no', ['not-paid']],
    ['items are missing', [received()], 'no', ['bundle-incomplete']],
    ['it is requested', [request()], 'yes', ['awaiting-bureau']],
    ['its outcome is unknown', [request(), unknown()], 'yes', ['outcome-unknown']],
    ['it is booked', [request(), accepted()], 'yes', []],
    ['the bureau has refused it', [request(), refused()], 'no', ['bureau-refused']],
    ['it is requested again', [request(), refused(), postAgain()], 'yes', ['awaiting-bureau']],
    ['its money is to go back', [request(), refused(), refund], 'no', ['refund-case-open', 'bureau-refused']],
    ['a case is about a booked month', [request(), accepted(), refundCase()], 'yes', []],
    ['the bureau takes it back', [request(), accepted(), reversal()], 'no', ['awaiting-reversal']],
    [
      'it is paid anew while the bureau takes it back',
      [request(), accepted(), reversal(), request('request-2')],
      'yes',
      ['awaiting-reversal'],
    ],
    ['the money has gone back', [request(), accepted(), reversal(), reversed()], 'no', ['not-paid']],
  ] as [string, PostingCommand[], string, string[]][])('when %s', (_, history, answer, codes) => {
    const given = mayPost(stateAfter(...history), 'event-1');
    expect([given.answer, given.conditions.map(({ code }) => code)]).toEqual([answer, codes]);
    for (const unmet of given.conditions)
      expect(unmet).toMatchObject({
        rule: expect.stringMatching(/./),
        source: expect.stringMatching(/./),
        clearedBy: expect.stringMatching(/./),
        evidence: 'event-1',
      });
  });

  it('is yes exactly while a request stands, after any history; a no has its reason', () => {
    const requests = ['request-1', 'request-2', 'request-3'];
    const step = fc.constantFrom(
      received(),
      reversal(),
      reversal('order-3'),
      postAgain('request-2'),
      postAgain('request-3'),
      refund,
      withdrawal,
      refundCase(),
      refundCase(false),
      ...requests.flatMap((id) => [request(id), accepted(id), refused(id), unknown(id), reversed(id)]),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 16 }), (steps) => {
        const { answer, conditions } = mayPost(stateAfter(...steps));
        expect(answer).toBe(isRequested(steps) ? 'yes' : 'no');
        expect(answer === 'yes' || conditions.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Told from the events alone: a request that nobody has refused or taken back, or that waits its turn. */
const isRequested = (steps: readonly PostingCommand[]): boolean => {
  const events = eventsOf(...steps);
  const last = events.findLast(({ type }) => decisive.includes(type));
  if (last === undefined) return false;
  if (last.type !== 'ReversalRequested')
    return requesting.includes(last.type) || last.type === 'PostingAccepted';
  // Whoever confirms the reversal now is asked anew, where there is something to ask for.
  const after = eventsOf(...steps, reversed(last.data.requestId)).slice(events.length);
  return after.some(({ type }) => requesting.includes(type));
};

const requesting: readonly PostingEvent['type'][] = ['PostingRequested', 'PostingRequestedAgain'];
const decisive: readonly PostingEvent['type'][] = [
  ...requesting,
  'PostingAccepted',
  'PostingRefused',
  'ReversalRequested',
  'PostingReversed',
];
