import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { reactions } from './index';

const [personId, orderId] = ['10000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001'];
const other = '30000000-0000-4000-8000-000000000002';
const paidAt = '2022-05-18T12:00:00.000+08:00';
/** The event as it comes from the wire: through its schema. */
const event = (type: ContractEventType, data: object): ContractEvent =>
  ({ type, data: contractEvents[type].data.parse({ personId, ...data }) }) as ContractEvent;
const item = (name: string, paidBy: string) => ({
  item: name,
  base: '3746.00',
  rate: '0.03',
  amount: '112.38',
  orderId: paidBy,
});

describe('what another service publishes becomes a command', () => {
  it.each([
    [
      'a pension enrolment',
      event('canbao.registration.PensionEnrolled.v1', { district: '370102', from: '2022-01-01' }),
      { type: 'NoteEnrolment', insurance: 'pension', personId, district: '370102', from: '2022-01-01' },
    ],
    [
      'a medical enrolment',
      event('canbao.registration.MedicalEnrolled.v1', {
        district: '370102',
        scheme: 'pooled',
        from: '2022-01-01',
      }),
      {
        type: 'NoteEnrolment',
        insurance: 'medical',
        personId,
        district: '370102',
        scheme: 'pooled',
        from: '2022-01-01',
      },
    ],
    [
      'the end of a pension enrolment',
      event('canbao.registration.PensionEnrolmentEnded.v1', { on: '2022-04-30', reason: 'stopped' }),
      { type: 'NoteEnrolmentEnd', insurance: 'pension', personId, on: '2022-04-30', reason: 'stopped' },
    ],
    [
      'the end of a medical enrolment',
      event('canbao.registration.MedicalEnrolmentEnded.v1', { on: '2022-04-30', reason: 'death' }),
      { type: 'NoteEnrolmentEnd', insurance: 'medical', personId, on: '2022-04-30', reason: 'death' },
    ],
    [
      'an enrolment whose first day was put right',
      event('canbao.registration.PensionEnrolled.v1', {
        district: '370102',
        from: '2022-02-01',
        corrects: '2022-01-01',
      }),
      {
        type: 'NoteEnrolment',
        insurance: 'pension',
        personId,
        district: '370102',
        from: '2022-02-01',
        corrects: '2022-01-01',
      },
    ],
    [
      'enrolments that are told anew, the last of which ends with retirement',
      event('canbao.registration.EnrolmentsRestated.v1', {
        insurance: 'medical',
        enrolments: [
          {
            district: '370102',
            scheme: 'pooled',
            from: '2022-01-01',
            until: '2022-02-10',
            reason: 'stopped',
          },
          {
            district: '370102',
            scheme: 'pooled',
            from: '2022-04-01',
            until: '2022-05-10',
            reason: 'retired',
          },
        ],
      }),
      {
        type: 'NoteEnrolments',
        insurance: 'medical',
        personId,
        enrolments: [
          {
            district: '370102',
            scheme: 'pooled',
            from: '2022-01-01',
            until: '2022-02-10',
            reason: 'stopped',
          },
          {
            district: '370102',
            scheme: 'pooled',
            from: '2022-04-01',
            until: '2022-05-31',
            reason: 'retired',
          },
        ],
      },
    ],
    [
      'retirement, which leaves its month payable',
      event('canbao.registration.PensionEnrolmentEnded.v1', { on: '2022-04-10', reason: 'retired' }),
      { type: 'NoteEnrolmentEnd', insurance: 'pension', personId, on: '2022-04-30', reason: 'retired' },
    ],
    [
      'cover through an employer',
      event('canbao.registration.EmployerCoverNoted.v1', { insurance: 'medical', from: '2022-05' }),
      { type: 'NoteEmployerCover', insurance: 'medical', personId, from: '2022-05' },
    ],
    [
      'a withdrawn cover',
      event('canbao.registration.EmployerCoverWithdrawn.v1', {
        insurance: 'medical',
        from: '2022-05',
        revision: 2,
      }),
      {
        type: 'NoteEmployerCoverWithdrawal',
        insurance: 'medical',
        personId,
        from: '2022-05',
        revision: 2,
      },
    ],
    [
      'settled pension months',
      event('canbao.ledger.PensionMonthsSettled.v1', {
        orderId,
        district: '370102',
        months: ['2022-04', '2022-05'].map((month) => ({
          month,
          base: '5000.00',
          rate: '0.20',
          amount: '1000.00',
        })),
        total: '2000.00',
        paidAt,
      }),
      {
        type: 'NotePaid',
        insurance: 'pension',
        personId,
        months: ['2022-04', '2022-05'],
        orderId,
        paidAt,
        figures: ['2022-04', '2022-05'].map((month) => ({
          month,
          base: '5000.00',
          rate: '0.20',
          amount: '1000.00',
        })),
      },
    ],
    [
      'a settled bundle, with the order behind each item',
      event('canbao.ledger.BundleSettled.v1', {
        bundleId: 'b',
        month: '2022-05',
        district: '370102',
        scheme: 'pooled',
        items: [item('pooled-unit', orderId), item('mutual-aid', other)],
        total: '224.76',
        paidAt,
      }),
      {
        type: 'NotePaid',
        insurance: 'medical',
        personId,
        months: ['2022-05'],
        items: [
          { item: 'pooled-unit', orderId, amount: '112.38', base: '3746.00', rate: '0.03' },
          { item: 'mutual-aid', orderId: other, amount: '112.38', base: '3746.00', rate: '0.03' },
        ],
        paidAt,
      },
    ],
    [
      'the receipt of a medical month by the treasury',
      event('canbao.payment.TreasuryReceived.v1', {
        orderId,
        insurance: 'medical',
        channel: 'wechat',
        months: ['2022-05'],
        amount: '224.76',
        receivedOn: '2022-05-19',
      }),
      {
        type: 'NoteTreasuryReceipt',
        insurance: 'medical',
        personId,
        months: ['2022-05'],
        orderId,
        receivedOn: '2022-05-19',
      },
    ],
    [
      'received items of a bundle',
      event('canbao.payment.BundlePartReceived.v1', {
        bundleId: 'b',
        month: '2022-05',
        received: [{ item: 'mutual-aid', amount: '18.00', orderId }],
        missing: ['pooled-unit'],
        orderId,
        receivedAt: paidAt,
      }),
      {
        type: 'NoteReceivedItems',
        insurance: 'medical',
        personId,
        month: '2022-05',
        items: ['mutual-aid'],
        amounts: { 'mutual-aid': '18.00' },
        orderId,
      },
    ],
    [
      'received items of a bill',
      event('canbao.payment.BundlePartReceived.v1', {
        bundleId: 'b',
        month: '2022-03',
        received: [{ item: 'late-fee', amount: '5.13', orderId }],
        missing: ['with-account'],
        orderId,
        receivedAt: paidAt,
        billId: 'bill-1',
      }),
      {
        type: 'NoteReceivedItems',
        insurance: 'medical',
        personId,
        month: '2022-03',
        items: ['late-fee'],
        amounts: { 'late-fee': '5.13' },
        billId: 'bill-1',
        orderId,
      },
    ],
    [
      'received items that go to suspense',
      event('canbao.payment.ReceivedItemsSuspended.v1', {
        bundleId: 'b',
        month: '2022-05',
        items: [{ item: 'mutual-aid', amount: '18.00', orderId }],
        because: 'scheme-changed',
        orderId,
        suspendedAt: paidAt,
      }),
      { type: 'NoteItemsSuspended', insurance: 'medical', personId, month: '2022-05', orderId },
    ],
    [
      "a bureau's refusal, with its reason",
      event('canbao.ledger-sync.PostingRefused.v1', {
        insurance: 'pension',
        month: '2022-05',
        reason: 'person frozen',
        refusedAt: paidAt,
      }),
      {
        type: 'NotePostingRefused',
        insurance: 'pension',
        personId,
        month: '2022-05',
        reason: 'person frozen',
      },
    ],
    [
      'a refused month that an operator gives up',
      event('canbao.ledger-sync.RefundRequested.v1', {
        insurance: 'medical',
        month: '2022-05',
        requestedAt: paidAt,
      }),
      { type: 'NoteRefundRequest', insurance: 'medical', personId, month: '2022-05' },
    ],
    [
      'and the withdrawal of that',
      event('canbao.ledger-sync.RefundWithdrawn.v1', {
        insurance: 'medical',
        month: '2022-05',
        withdrawnAt: paidAt,
      }),
      { type: 'NoteRefundWithdrawal', insurance: 'medical', personId, month: '2022-05' },
    ],
    [
      'a posted pension month, which settles a refusal',
      event('canbao.ledger-sync.PensionMonthPosted.v1', {
        month: '2022-05',
        bureauReceiptNo: 'R1',
        postedAt: paidAt,
      }),
      { type: 'NotePostingSettled', insurance: 'pension', personId, month: '2022-05' },
    ],
    [
      'a posted bundle, which settles a refusal',
      event('canbao.ledger-sync.BundlePosted.v1', {
        bundleId: 'b',
        month: '2022-05',
        bureauReceiptNo: 'R1',
        postedAt: paidAt,
      }),
      { type: 'NotePostingSettled', insurance: 'medical', personId, month: '2022-05' },
    ],
    [
      'a reversed posting, which settles a refusal',
      event('canbao.ledger-sync.PostingReversed.v1', {
        insurance: 'medical',
        month: '2022-05',
        reversedAt: paidAt,
      }),
      { type: 'NotePostingSettled', insurance: 'medical', personId, month: '2022-05' },
    ],
    [
      'a reversal, with its order',
      event('canbao.ledger.SettlementReversed.v1', {
        orderId,
        insurance: 'medical',
        months: ['2022-05'],
        reversedAt: paidAt,
      }),
      { type: 'NoteReopened', insurance: 'medical', personId, months: ['2022-05'], orderId },
    ],
  ] as const)('%s', (_, published, command) => expect(reactions(published)).toEqual([command]));

  it('a death is one for each insurance', () =>
    expect(
      reactions(
        event('canbao.registration.PersonDied.v1', { on: '2022-04-10', bureau: 'hrss', revision: 1 }),
      ),
    ).toEqual([
      { type: 'NoteDeath', insurance: 'pension', personId, on: '2022-04-10', revision: 1 },
      { type: 'NoteDeath', insurance: 'medical', personId, on: '2022-04-10', revision: 1 },
    ]));

  it('a withdrawn death is one for each insurance, with the day that the other bureau has reported', () => {
    const withdrawal = { bureau: 'hrss', diedOn: '2022-04-10', revision: 3 };
    const note = { type: 'NoteDeathWithdrawal', personId, diedOn: '2022-04-10', revision: 3 };
    expect(reactions(event('canbao.registration.DeathWithdrawn.v1', withdrawal))).toEqual([
      { ...note, insurance: 'pension' },
      { ...note, insurance: 'medical' },
    ]);
  });

  it.each([
    event('canbao.registration.PersonRegistered.v1', {}),
    event('canbao.registration.NameCorrected.v1', { bureau: 'hrss', version: 2 }),
    event('canbao.registration.IdentityNumberCorrected.v1', { bureau: 'hrss', version: 2 }),
    event('canbao.registration.NameDifferenceSettled.v1', { bureau: 'hrss' }),
    event('canbao.registration.BeneficiaryAdded.v1', { payerId: 'payer-1' }),
    event('canbao.payment.OrderClosed.v1', { orderId, because: 'expired' }),
  ])('but $type does not', (published) => expect(reactions(published)).toEqual([]));
});
