import fc from 'fast-check';
import { leavesWork, posting, type PostingEvent } from '..';
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
  reversalRefused,
  reversed,
  stateAfter,
  unknown,
  withdrawal,
} from '../../test/postings';

it('is never posted twice and never under a new id, whatever arrives in whatever order', () => {
  const step = fc.constantFrom(
    request(),
    received(),
    accepted(),
    refused(),
    unknown(),
    reversal(),
    reversed(),
    accepted('request-2'),
    refused('request-2'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const events = eventsOf(...steps);
      const answers = events.filter(({ type }) => type === 'PostingAccepted' || type === 'PostingRefused');
      const otherIds = events.filter(({ data }) => 'requestId' in data && data.requestId !== 'request-1');
      expect(events.filter(({ type }) => type === 'PostingRequested').length).toBeLessThanOrEqual(1);
      expect(answers.length).toBeLessThanOrEqual(1);
      expect(otherIds).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['a request', [request()], true],
  ['an unknown outcome', [request(), unknown()], true],
  ['a reversal request', [request(), accepted(), reversal()], true],
  ['the acceptance', [request(), accepted()], false],
  ['the refusal', [request(), refused()], false],
  ['a request made again', [request(), refused(), postAgain()], true],
  ['its refusal', [request(), refused(), postAgain(), refused('request-2')], false],
  ['a refund request', [request(), refused(), refund], undefined],
  ['the end of the reversal', [request(), reversal(), reversed()], false],
  ['received items', [received()], undefined],
])('is known to leave work, or none, after %s', (_, history, left) => {
  const last = eventsOf(...history).at(-1);
  expect(last && leavesWork(last)).toBe(left);
});

it('leaves work exactly while its status says that the bureau is to be contacted', () => {
  const requests = ['request-1', 'request-2'];
  const step = fc.constantFrom(
    received(),
    reversal(),
    reversal('order-3'),
    postAgain('request-3'),
    postAgain('reversal-9'),
    refund,
    withdrawal,
    ...requests.flatMap((id) => [
      request(id),
      accepted(id),
      refused(id),
      unknown(id),
      reversed(id),
      reversalRefused(id),
    ]),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const work =
        eventsOf(...steps)
          .map(leavesWork)
          .findLast((left) => left !== undefined) ?? false;
      const { status, inTurn } = stateAfter(...steps);
      const isBehindRefusal = status === 'reversal-refused' && inTurn.length > 0;
      expect(work || isBehindRefusal).toBe(
        isBehindRefusal || ['requested', 'unknown', 'reversing'].includes(status),
      );
    }),
    { numRuns: 2000 },
  );
});

it('is requested again only after a refusal, and never both requested and refunded', () => {
  const ids = ['request-1', 'request-2', 'request-3'];
  const step = fc.constantFrom(
    request(),
    reversal(),
    refund,
    withdrawal,
    refundCase(),
    refundCase(false),
    ...ids.flatMap((id) => [accepted(id), refused(id), unknown(id), reversed(id)]),
    postAgain('request-2'),
    postAgain('request-3'),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const events = eventsOf(request(), ...steps);
      const states = events.map((_, index) =>
        events.slice(0, index + 1).reduce(posting.evolve, posting.initial),
      );
      for (const [index, { type }] of events.entries()) {
        if (type !== 'PostingRequestedAgain') continue;
        expect(states[index - 1]).toMatchObject({ status: 'refused' });
        expect(refundCaseIn(events.slice(0, index))).toBe(false);
      }
      const inTheBooks = events.filter(({ type }) => type === 'PostingAccepted').length;
      const takenBack = events.filter(({ type }) => type === 'PostingReversed').length;
      expect(inTheBooks - takenBack).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});

/** Whether the last word on refunds, by the operator or by assessment, is that one is open. */
const refundCaseIn = (events: readonly PostingEvent[]): boolean =>
  (
    [
      ['RefundRequested', ['RefundWithdrawn', 'PostingCancelled']],
      ['RefundCaseNoted', ['RefundCaseEnded']],
    ] as const
  ).some(([opening, endings]) => {
    const types: string[] = events.map(({ type }) => type);
    return types.lastIndexOf(opening) > Math.max(...endings.map((ending) => types.lastIndexOf(ending)));
  });
