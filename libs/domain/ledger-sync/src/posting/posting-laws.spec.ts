import fc from 'fast-check';
import { leavesWork } from '..';
import {
  accepted,
  eventsOf,
  received,
  refused,
  request,
  reversal,
  reversed,
  stateAfter,
  unknown,
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
    ...requests.flatMap((id) => [request(id), accepted(id), refused(id), unknown(id), reversed(id)]),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const work =
        eventsOf(...steps)
          .map(leavesWork)
          .findLast((left) => left !== undefined) ?? false;
      expect(work).toBe(['requested', 'unknown', 'reversing'].includes(stateAfter(...steps).status));
    }),
    { numRuns: 2000 },
  );
});
