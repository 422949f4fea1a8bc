import { day, instant, month } from '@canbao/calendar';
import { operatorActions } from '@canbao/contracts';
import { RuleOverrideApproved, RuleOverrideProposed, RuleOverrideRejected } from '@canbao/domain-assessment';
import { ErasureDecided, ErasureRequested, PersonErased, ProcessingRestricted } from '@canbao/domain-payment';
import {
  IdentityCheckFailed,
  IdentityCheckPassed,
  IdentityErased,
  IdentityNumberCorrected,
  IdentityRestricted,
  MedicalEnrolmentEnded,
  NameDifferenceSettled,
  PensionEnrolled,
  PensionEnrolmentEnded,
} from '@canbao/domain-registration';
import type { Event } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import type { ServiceName } from '../services';
import { rareBillChanges, rareBills } from './rare-bills';
import { rareFeeds, rareNotedEnrolments } from './rare-feeds';
import { rareRefundCases, rareRefunds, rareAnswers, rareDays, rareUnpostings } from './rare-refunds';
import { rareDebitQuotes, rareDebits } from './rare-debits';
import { onlineEvents } from './online-events';
import { dayEndEvents } from './day-end-events';
import { rareShifts } from './rare-shifts';

const personId = '10000000-0000-4000-8000-000000000001';
const overrideId = '40000000-0000-4000-8000-000000000001';
const end = day('2022-05-31');
const decidedAt = instant('2022-05-18T09:00:00+08:00');

const removalReasons = ['left-country', 'to-employer', 'transferred-out', 'stopped', 'retired'] as const;

const proposed = {
  overrideId,
  table: 'medical.base',
  from: '2022-01',
  source: 'a notice',
  author: 'operator-1',
  proposedAt: decidedAt,
} as const;

const checks = (['payer', 'number', 'person'] as const).flatMap((counted): Event[] => {
  const check = { counted, payerId: 'payer-1', check: 'a keyed digest' };
  return [
    IdentityCheckFailed({ ...check, at: decidedAt, misses: 5, lockedSeconds: 60 }),
    IdentityCheckPassed(check),
  ];
});

const proposalId = '50000000-0000-4000-8000-000000000001';
const decision = { proposalId, by: 'operator-2', at: decidedAt };
const acted = operatorActions.flatMap((action): Event[] => {
  const about = { action, purpose: 'ticket-1', details: { after: '7' } };
  const done = { ...about, role: 'operator', proposalId };
  return [
    { type: 'OperatorActed', data: { ...about, role: 'operator' } },
    { type: 'OperatorActed', data: { ...done, outcome: 'done' } },
    { type: 'OperatorActed', data: { ...done, outcome: 'handler-failed' } },
    {
      type: 'ActionProposed',
      data: { ...about, proposalId, subject: 'relay', by: 'operator-1', at: decidedAt, approveBy: decidedAt },
    },
    { type: 'ActionApproved', data: decision },
    { type: 'ActionRejected', data: decision },
    { type: 'ActionRejected', data: { ...decision, reason: 'not needed any more' } },
  ];
});

const refused = { code: 'forbidden', call: 'GET /orders', address: '10.0.0.1', count: 2 };
const at = { firstAt: decidedAt, lastAt: decidedAt };
const readings = (['name', 'id-number', 'bank-account'] as const).flatMap((field): Event[] => {
  const read = { personId, field, purpose: 'paper' };
  const called = { ...read, operation: 'holderName', requestId: proposalId };
  return [read, { ...read, operation: 'debit-runs' }, called, { ...called, reason: 'ticket-1' }].map(
    (data) => ({
      type: 'PersonalDataRead',
      data,
    }),
  );
});
const taken = { from: '2022-05-01', until: '2022-05-31', bytes: '57', sha256: '0'.repeat(64) };
const noted = [
  ...acted,
  ...[{}, { account: '1001.ccb' }].map((about) => ({
    type: 'OperatorActed',
    data: {
      action: 'export-entries',
      role: 'auditor',
      purpose: 'export',
      details: { ...taken, ...about },
      outcome: 'done',
    },
  })),
  ...readings,
  ...(['sign-in-refused', 'refused', 'not-found', 'limited'] as const).flatMap((action): Event[] =>
    [{}, { caller: 'payer:wechat:1' }, { claimed: 'a digest' }].map((who) => ({
      type: 'RequestsRefused',
      data: { action, ...refused, ...at, ...who },
    })),
  ),
];

const ofTreasury = {
  personId,
  orderId: '30000000-0000-4000-8000-000000000001',
  insurance: 'pension',
  channel: 'ccb',
  amount: yuan('1000.00'),
} as const;
const treasuryItem = {
  ...ofTreasury,
  item: { entrustDate: end, taxOrgCode: '13701020000', traNo: '00000001' },
  months: [month('2022-05')],
};
const treasury: readonly Event[] = [
  { type: 'TreasuryReceived', data: { ...treasuryItem, receivedOn: end } },
  { type: 'TreasuryReceiptConflicted', data: { ...treasuryItem, receivedOn: end } },
  {
    type: 'TreasuryReceiptCorrected',
    data: {
      ...treasuryItem,
      correctionNo: '20220531000000000001',
      correctedOn: end,
      before: { insurance: 'medical', amount: yuan('1000.00') },
    },
  },
  ...[{}, { account: '1003.transfers' }].map((paidFrom) => ({
    type: 'TreasuryReturned',
    data: { ...ofTreasury, refundNo: 'R1', returnedOn: end, ...paidFrom },
  })),
];

const heldMonths: readonly Event[] = ['pension', 'medical'].flatMap((insurance) => {
  const held = {
    personId,
    insurance,
    months: [month('2022-05')],
    orderId: '30000000-0000-4000-8000-000000000001',
  };
  return [
    { type: 'MonthsHeldNoted', data: { ...held, by: 'order' } },
    { type: 'MonthsHeldNoted', data: { ...held, by: 'debit-run', until: decidedAt } },
    { type: 'MonthsFreedNoted', data: held },
  ];
});

const coverFacts: readonly Event[] = [
  {
    type: 'TreasuryReceiptNoted',
    data: {
      personId,
      insurance: 'medical',
      months: [month('2022-05')],
      orderId: '30000000-0000-4000-8000-000000000001',
      receivedOn: end,
    },
  },
  {
    type: 'EnrolmentNoted',
    data: {
      personId,
      insurance: 'medical',
      district: '370102',
      from: day('2022-05-01'),
      scheme: 'pooled',
      paidThrough: month('2022-04'),
    },
  },
];

const erasures: readonly Event[] = [
  ErasureRequested({ personId, by: 'payer:wechat:1', at: decidedAt }),
  ProcessingRestricted({ personId, keptUntil: day('2052-12-31'), at: decidedAt }),
  ErasureDecided({ personId, at: decidedAt }),
  PersonErased({ personId, at: decidedAt }),
];

/** Events that the simulation stores seldom or never. */
export const rareEvents: Readonly<Record<ServiceName, readonly Event[]>> = {
  registration: [
    ...noted,
    ...checks,
    ...rareFeeds,
    IdentityRestricted({ personId, keptUntil: day('2052-12-31') }),
    IdentityErased({ personId }),
    NameDifferenceSettled({ personId, bureau: 'medical-bureau' }),
    IdentityNumberCorrected({ personId, bureau: 'hrss', version: 2 }),
    PensionEnrolled({ personId, district: '370102', from: end }),
    PensionEnrolled({ personId, district: '370102', from: end, corrects: day('2022-05-01') }),
    ...removalReasons.flatMap((reason) => [
      PensionEnrolmentEnded({ personId, on: end, reason }),
      MedicalEnrolmentEnded({ personId, on: end, reason }),
    ]),
    {
      type: 'MedicalEnrolled',
      data: { personId, district: '370102', from: end, scheme: 'pooled', paidThrough: month('2022-04') },
    },
  ],
  assessment: [
    ...noted,
    ...rareDebitQuotes,
    ...heldMonths,
    ...rareBills,
    ...rareNotedEnrolments(true),
    ...rareRefundCases,
    ...coverFacts,
    RuleOverrideProposed(proposed),
    RuleOverrideProposed({ ...proposed, startsOn: '2022-07' }),
    RuleOverrideProposed({ ...proposed, value: '4416.00' }),
    RuleOverrideProposed({ ...proposed, startsOn: '2022-07', value: '4416.00' }),
    RuleOverrideApproved({ overrideId, approvedBy: 'operator-2', decidedAt }),
    RuleOverrideRejected({ overrideId, rejectedBy: 'operator-2', decidedAt }),
    RuleOverrideRejected({
      overrideId,
      rejectedBy: 'operator-2',
      decidedAt,
      reason: 'the notice was withdrawn',
    }),
  ],
  payment: [
    ...onlineEvents,
    ...noted,
    ...treasury,
    ...rareRefunds,
    ...rareDebits,
    ...dayEndEvents,
    ...rareShifts,
    ...rareBillChanges,
    ...rareNotedEnrolments(false),
    ...erasures,
  ],
  'ledger-sync': [...noted, ...rareUnpostings, ...rareAnswers, ...rareDays],
};
