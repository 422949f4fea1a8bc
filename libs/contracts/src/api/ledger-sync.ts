import { z } from 'zod';
import { Condition } from '../condition';
import { BureauDayDifference, BureauDayTotals } from '../events/bureau-days';
import { BookedAmount, DayText, InstantText, Insurance, Item, MonthText, Uuid } from '../primitives';
import { lifeApi } from './life';
import { operation, type Operation } from './operation';
import { ProposalReply } from './proposals';
import { whyApi } from './why';

const postingId = '(pension|medical)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-(19|20)\\d{2}-(0[1-9]|1[0-2])';
const postingPath = z.strictObject({ id: z.string().regex(new RegExp(`^${postingId}$`)) });
/** Also what final limits have added to a month, which no case gives back. */
const anyPostingPath = z.strictObject({
  id: z.string().regex(new RegExp(`^${postingId}(-true-up)?$`)),
});
/** An operator's reason: why the bureau will book the month now, or why the money goes back. */
const grounds = z.strictObject({ reason: z.string().trim().min(1).max(200) });

/** The HTTP calls of ledger-sync (记账). */
export const ledgerSyncApi = {
  postings: operation({
    id: 'postings',
    service: 'ledger-sync',
    method: 'GET',
    path: '/persons/{id}/postings',
    roles: ['payer', 'hrss', 'medical-bureau', 'tax-desk', 'operator', 'auditor'],
    status: 200,
    summary:
      'What the bureaus have booked for a person, month by month, with the unmet conditions of the others. ' +
      'A bureau is shown its own insurance.',
    params: z.strictObject({ id: Uuid }),
    query: z.strictObject({ month: MonthText.optional() }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          postingId: z.string(),
          insurance: Insurance,
          month: MonthText,
          bundleId: z.string().optional(),
          status: z.enum(['waiting', 'requested', 'posted', 'refused', 'unknown', 'reversed']),
          requestId: Uuid.optional(),
          bureauReceiptNo: z.string().optional(),
          reason: z.string().optional(),
          items: z.array(z.strictObject({ item: Item, amount: BookedAmount })),
          total: BookedAmount,
          conditions: z.array(Condition),
        }),
      ),
    }),
    rejections: ['person-not-found'],
  }),
  postAgain: operation({
    id: 'postAgain',
    service: 'ledger-sync',
    method: 'POST',
    path: '/postings/{id}/again',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose to have a bureau look again at a month that it has refused to book, or to reverse, after ' +
      'the correction that its reason called for. Done once another operator approves it ' +
      '(POST /operations/ledger-sync/proposals/{id}/approval): the request is made under a new id.',
    params: anyPostingPath,
    body: grounds,
    reply: ProposalReply,
    rejections: ['posting-not-found', 'posting-not-refused', 'refund-case-open', 'proposal-open'],
  }),
  openRefundCase: operation({
    id: 'openRefundCase',
    service: 'ledger-sync',
    method: 'POST',
    path: '/postings/{id}/refund-case',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose to give up a posting that its bureau has refused: the money is to go back. Done once ' +
      'another operator approves it. While the case is open, the posting is not made again; ' +
      'GET /refund-cases lists it.',
    params: postingPath,
    body: grounds,
    reply: ProposalReply,
    rejections: ['posting-not-found', 'posting-not-refused', 'refund-case-open', 'proposal-open'],
  }),
  withdrawRefundCase: operation({
    id: 'withdrawRefundCase',
    service: 'ledger-sync',
    method: 'DELETE',
    path: '/postings/{id}/refund-case',
    roles: ['operator'],
    status: 202,
    summary:
      'Propose to withdraw the refund case of a refused posting, so that the posting can be made again. ' +
      'Done once another operator approves it.',
    params: postingPath,
    reply: ProposalReply,
    rejections: ['posting-not-found', 'refund-case-not-found', 'proposal-open'],
  }),
  bureauDay: operation({
    id: 'bureauDay',
    service: 'ledger-sync',
    method: 'GET',
    path: '/bureau-days/{insurance}/{day}',
    roles: ['hrss', 'medical-bureau', 'operator', 'auditor'],
    status: 200,
    summary:
      'A business day of a bureau: months and yuan that it has booked and reversed, as we know it and as ' +
      'the bureau has answered, whether both agree, and every month that the two do not have alike. A ' +
      'bureau sees its own.',
    params: z.strictObject({ insurance: Insurance, day: DayText }),
    reply: z.strictObject({
      insurance: Insurance,
      day: DayText,
      status: z.enum(['untold', 'told', 'unanswered', 'agreed', 'different']),
      /** Under which id the bureau was told last, and when. */
      totalsId: Uuid.optional(),
      toldAt: InstantText.optional(),
      askAgainAt: InstantText.optional(),
      ours: BureauDayTotals.strict(),
      theirs: BureauDayTotals.strict().optional(),
      differences: z.array(BureauDayDifference.strict()),
      /** Differences beyond those. */
      leftOut: z.int(),
    }),
    rejections: ['bureau-day-not-found'],
  }),
  ...whyApi['ledger-sync'],
  ...lifeApi['ledger-sync'],
} as const satisfies Record<string, Operation>;
