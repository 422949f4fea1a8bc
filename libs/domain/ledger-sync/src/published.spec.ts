import { contractEvents, strict } from '@canbao/contracts';
import { published, type PostingCommand } from '.';
import {
  accepted,
  bundleId,
  eventsOf,
  items,
  may,
  noon,
  postAgain,
  received,
  refund,
  refundCase,
  refused,
  request,
  reversal,
  reversed,
  unknown,
  withdrawal,
} from '../test/postings';

const { personId } = may;
const publishedAfter = (...commands: PostingCommand[]) =>
  eventsOf(...commands).flatMap((event) => published(event) ?? []);

describe('the other services learn', () => {
  it.each([
    [
      'that a bundle was posted',
      [received(), request(), unknown(), accepted()],
      {
        type: 'canbao.ledger-sync.BundlePosted.v1',
        data: { personId, bundleId, month: '2022-05', bureauReceiptNo: 'R1', postedAt: noon },
      },
    ],
    [
      'that a pension month was posted',
      [
        { ...request(), insurance: 'pension', bundleId: undefined },
        { ...accepted(), insurance: 'pension' },
      ] as never[],
      {
        type: 'canbao.ledger-sync.PensionMonthPosted.v1',
        data: { personId, month: '2022-05', bureauReceiptNo: 'R1', postedAt: noon },
      },
    ],
    [
      'that a posting was refused',
      [request(), refused()],
      {
        type: 'canbao.ledger-sync.PostingRefused.v1',
        data: {
          personId,
          insurance: 'medical',
          month: '2022-05',
          reason: 'person-unknown',
          refusedAt: noon,
        },
      },
    ],
    [
      'that a posting was reversed',
      [request(), reversal(), reversed()],
      {
        type: 'canbao.ledger-sync.PostingReversed.v1',
        data: { personId, insurance: 'medical', month: '2022-05', reversedAt: noon },
      },
    ],
  ] as [string, PostingCommand[], object][])('%s', (_, history, event) => {
    const all = publishedAfter(...history);
    expect(all).toEqual([event]);
    for (const { type, data } of all) expect(strict(contractEvents[type].data).parse(data)).toEqual(data);
  });
  it('that the money of a refused month is to go back, and that it is not after all', () => {
    const about = { personId, insurance: 'medical', month: '2022-05' };
    const all = publishedAfter(request(), refused(), refund, withdrawal).slice(1);
    expect(all).toEqual([
      { type: 'canbao.ledger-sync.RefundRequested.v1', data: { ...about, requestedAt: noon } },
      { type: 'canbao.ledger-sync.RefundWithdrawn.v1', data: { ...about, withdrawnAt: noon } },
    ]);
    for (const { type, data } of all) expect(strict(contractEvents[type].data).parse(data)).toEqual(data);
  });
  it('that a bureau is to look at a refused posting again, and what it answers', () => {
    const [first, again, last] = publishedAfter(request(), refused(), postAgain(), accepted('request-2'));
    expect([first?.type, last?.type]).toEqual([
      'canbao.ledger-sync.PostingRefused.v1',
      'canbao.ledger-sync.BundlePosted.v1',
    ]);
    expect(again).toEqual({
      type: 'canbao.ledger-sync.PostingRequestedAgain.v1',
      data: {
        ...may,
        requestId: 'request-2',
        bundleId,
        items,
        total: '205.30',
        paidAt: noon,
        orderIds: ['order-1', 'order-2'],
        requestedAt: noon,
      },
    });
  });
  it('that a record of a bureau was no answer', () => {
    const told = {
      bureau: 'hrss',
      partition: 3,
      offset: '7',
      because: 'it has no MAC',
      parkedAt: noon,
    } as const;
    const data = { ...told, messageId: 'm-1', topic: 'hrss.postings' };
    expect(published({ type: 'BureauAnswerParked', data })).toEqual({
      type: 'canbao.ledger-sync.BureauAnswerParked.v1',
      data: told,
    });
  });
  it("nothing of assessment's own cases", () => expect(publishedAfter(refundCase())).toEqual([]));
});
