import fc from 'fast-check';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import {
  after,
  bundleId,
  eventsOf,
  may,
  noon,
  postAgain,
  refused as refusedOverHttp,
  request,
  reversal,
  stateAfter,
} from '../../test/postings';
import { posting, type PostingCommand } from './posting';
import type { KeptAnswer } from './posting.events';

/** The ids that follow from the events which the requests and reversals come from. */
const answer = (derivedId: string, told: KeptAnswer, answers = `event of ${derivedId}`): PostingCommand => ({
  type: 'TakeAnswer',
  ...may,
  answers,
  derivedId,
  answer: told,
  at: noon,
});
const booked = (receiptNo = 'R1'): KeptAnswer => ({ outcome: 'booked', receiptNo, total: yuan('205.30') });
const refused: KeptAnswer = { outcome: 'refused', reason: 'person-unknown' };
const reversed: KeptAnswer = { outcome: 'reversed' };
const ofRefund = { refundId: 'refund-1', otherOrders: ['order-2'], at: noon };
const refund = { ...reversal('order-1', 'reversal-1'), refund: ofRefund } as PostingCommand;
const accepted = {
  type: 'PostingAccepted',
  data: { ...may, bundleId, requestId: 'request-1', bureauReceiptNo: 'R1', bookedTotal: '205.30', at: noon },
};

describe('a bureau that reads the events', () => {
  it('books', () =>
    after(request())
      .when(answer('request-1', booked()))
      .then(accepted as never));
  it('refuses, and books what an operator has it look at again', () => {
    after(request())
      .when(answer('request-1', refused))
      .then({
        type: 'PostingRefused',
        data: { ...may, requestId: 'request-1', reason: 'person-unknown', at: noon },
      });
    // What is requested again has no event of the ledger: its own id is named.
    expect(
      stateAfter(
        request(),
        answer('request-1', refused),
        postAgain(),
        answer('no event', booked(), 'request-2'),
      ),
    ).toMatchObject({ status: 'posted', requestId: 'request-2' });
  });
  it('confirms a reversal, and only then is the refund told', () => {
    after(request(), answer('request-1', booked()), refund)
      .when(answer('reversal-1', reversed))
      .then({
        type: 'PostingReversed',
        data: { ...may, requestId: 'request-1', refundId: 'refund-1', at: noon },
      });
    expect(stateAfter(request(), answer('request-1', booked()), refund).status).toBe('reversing');
  });
  it('may answer before the event has come here', () => {
    const early = answer('request-1', booked());
    after()
      .when(early)
      .then({
        type: 'AnswerKept',
        data: { ...may, answeredId: 'request-1', answer: booked(), at: noon },
      });
    expect(eventsOf(early, request()).map(({ type }) => type)).toEqual([
      'AnswerKept',
      'PostingRequested',
      'PostingAccepted',
    ]);
    expect(stateAfter(early, answer('reversal-1', reversed), request(), refund)).toMatchObject({
      status: 'reversed',
    });
  });
  it('whose early answers differ is held to the first', () => {
    const history = [answer('request-1', booked()), answer('request-1', booked('R2')), request()];
    expect(eventsOf(...history).map(({ type }) => type)).toEqual([
      'AnswerKept',
      'ContradictionNoted',
      'PostingRequested',
      'PostingAccepted',
    ]);
    expect(stateAfter(...history).bureauReceiptNo).toBe('R1');
  });
  it('answers a month that was paid again while its reversal was pending', () =>
    expect(
      stateAfter(
        request(),
        answer('request-1', booked()),
        reversal('order-1', 'reversal-1'),
        request('request-2'),
        answer('request-2', booked('R2')),
        answer('reversal-1', reversed),
      ),
    ).toMatchObject({ status: 'posted', bureauReceiptNo: 'R2' }));
  it('holds a refund until it has reversed what it has booked of a month that was paid again', () => {
    const again = { ...reversal('order-3', 'reversal-3'), refund: { ...ofRefund, refundId: 'refund-3' } };
    const history = [
      request(),
      answer('request-1', booked()),
      reversal('order-1', 'reversal-1'),
      request('request-2'),
      again as PostingCommand,
      answer('reversal-1', reversed),
      answer('request-2', booked('R2')),
    ];
    expect(eventsOf(...history).filter((event) => 'refundId' in event.data)).toEqual([]);
    expect(eventsOf(...history).at(-1)).toMatchObject({ type: 'AnswerKept', data: { answer: booked('R2') } });
    expect(eventsOf(...history, answer('reversal-3', reversed)).at(-1)).toMatchObject({
      type: 'PostingReversed',
      data: { requestId: 'request-2', refundId: 'refund-3' },
    });
  });
  it('is not contradicted by an answer that the money overtook', () => {
    const history = [request(), refund, answer('request-1', booked())];
    expect(eventsOf(...history).map(({ type }) => type)).toEqual([
      'PostingRequested',
      'ReversalRequested',
      'AnswerKept',
    ]);
    expect(stateAfter(...history, answer('reversal-1', reversed)).status).toBe('reversed');
  });
  it('that refuses to reverse lets no refund go, until it does', () => {
    const history = [request(), answer('request-1', booked()), refund, answer('reversal-1', refused)];
    expect(eventsOf(...history).at(-1)).toMatchObject({
      type: 'ReversalRefused',
      data: { requestId: 'request-1', reversalId: 'reversal-1', reason: 'person-unknown' },
    });
    expect(stateAfter(...history)).toMatchObject({ status: 'reversal-refused', reason: 'person-unknown' });
    after(...history)
      .when(answer('reversal-1', refused))
      .thenNothing();
    expect(stateAfter(...history, answer('reversal-1', reversed)).status).toBe('reversed');
  });
  it('that has refused to reverse answers the new question under its id', () => {
    const history = [
      request(),
      answer('request-1', booked()),
      refund,
      answer('reversal-1', refused),
      postAgain('reversal-2'),
    ];
    expect(stateAfter(...history, answer('reversal-1', refused)).status).toBe('reversing');
    expect(eventsOf(...history, answer('reversal-2', reversed)).at(-1)).toMatchObject({
      type: 'PostingReversed',
      data: { refundId: 'refund-1' },
    });
    expect(stateAfter(...history, answer('reversal-2', refused))).toMatchObject({
      status: 'reversal-refused',
      reversalId: 'reversal-2',
    });
  });
  it('may refuse to reverse before the event has come here', () =>
    expect(
      stateAfter(answer('request-1', booked()), answer('reversal-1', refused), request(), refund),
    ).toMatchObject({ status: 'reversal-refused', reason: 'person-unknown' }));
  it.each([
    ['after its reversal', [request(), refund, answer('reversal-1', reversed)], 'request-1', booked()],
    ['with another receipt', [request(), answer('request-1', booked())], 'request-1', booked('R2')],
    ['after its refusal', [request(), answer('request-1', refused)], 'request-1', booked()],
    ['as reversed what nobody reversed', [request()], 'request-1', reversed],
  ] as const)('contradicts itself when it tells %s, which is noted once', (_, history, id, told) => {
    after(...history)
      .when(answer(id, told))
      .then({
        type: 'ContradictionNoted',
        data: {
          ...may,
          requestId: id,
          said: told.outcome === 'booked' ? `accepted ${told.receiptNo}` : 'reversed',
          at: noon,
        },
      });
    expect(stateAfter(...history, answer(id, told)).status).toBe(stateAfter(...history).status);
  });

  const ledger = [
    request(),
    reversal('order-1', 'reversal-1'),
    request('request-2'),
    { ...reversal('order-3', 'reversal-3'), refund: { refundId: 'refund-3', otherOrders: [], at: noon } },
    request('request-3'),
  ] as const;
  const answers = [
    answer('request-1', booked('R1')),
    answer('reversal-1', reversed),
    answer('request-2', booked('R2')),
    answer('reversal-3', reversed),
    answer('request-3', booked('R3')),
  ];
  it('ends the same however events and answers interleave, and a rewind changes nothing', () =>
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 12 }), fc.nat(5), (turns, rewindTo) => {
        const [told, asked] = [[...answers], [...ledger] as PostingCommand[]];
        const played = turns.flatMap((isAnswer) => (isAnswer ? told : asked).shift() ?? []);
        const all = [...played, ...asked, ...told];
        const state = stateAfter(...all);
        expect(state).toMatchObject({ status: 'posted', requestId: 'request-3', bureauReceiptNo: 'R3' });
        const events = eventsOf(...all);
        expect(events.filter(({ type }) => type === 'ContradictionNoted')).toEqual([]);
        const told3 = events.filter(
          (event) => 'refundId' in event.data && event.data.refundId === 'refund-3',
        );
        expect(told3.map(({ type }) => type)).toEqual(['PostingReversed']);
        for (const again of [...answers.slice(rewindTo), ...answers])
          given(posting, ...events)
            .when(again)
            .thenNothing();
      }),
    ));
  it('that was asked over HTTP before is heard over the topic', () =>
    after(request(), refusedOverHttp()).when(answer('request-1', refused)).thenNothing());
});
