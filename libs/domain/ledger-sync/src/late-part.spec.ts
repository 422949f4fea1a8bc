import { instant, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { posting, type PostingCommand, type PostingEvent } from './index';

const may = { personId: '10000000-0000-4000-8000-000000000001', insurance: 'medical', month: month('2022-05') } as const;
const [bundleId, requestId, orderId] = ['b', '20000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001'];
const at = instant('2022-05-18T12:00:00+08:00');
const items = [{ item: 'pooled-unit', amount: yuan('112.38') }, { item: 'pooled-personal', amount: yuan('74.92') }, { item: 'mutual-aid', amount: yuan('18.00') }] as const;
const requested: PostingEvent = { type: 'PostingRequested', data: { ...may, bundleId, requestId, items, total: yuan('205.30'), paidAt: at } };
const accepted: PostingEvent = { type: 'PostingAccepted', data: { ...may, bundleId, requestId, bureauReceiptNo: 'YB1', at } };
const part: PostingCommand = { ...may, type: 'NotePart', bundleId, orderId, items: items.slice(0, 2), missing: ['mutual-aid'] };

describe('a part that is read after its whole, for they come on two topics', () => {
  it.each([
    ['was asked for', [requested]],
    ['has no known outcome', [requested, { type: 'PostingOutcomeUnknown', data: { ...may, requestId, at } }]],
    ['is booked', [requested, accepted]],
    ['is being reversed', [requested, accepted, { type: 'ReversalRequested', data: { ...may, requestId, reversalId: 'r' } }]],
  ] as const)('changes nothing when the whole %s', (_, before) => given(posting, ...before).when(part).thenNothing());
});
