import type { ContractEvent } from '@canbao/contracts';
import type { AccountCommand } from './contribution-account';

/** What a fact of another service means for an account: at most one command. */
export const reactions = ({ type, data }: ContractEvent): AccountCommand | undefined => {
  switch (type) {
    case 'canbao.registration.PensionEnrolled.v1':
      return { type: 'NoteEnrolment', insurance: 'pension', ...data };
    case 'canbao.registration.MedicalEnrolled.v1':
      return { type: 'NoteEnrolment', insurance: 'medical', ...data };
    case 'canbao.registration.PensionEnrolmentEnded.v1':
      return { type: 'NoteEnrolmentEnd', insurance: 'pension', personId: data.personId, on: data.on };
    case 'canbao.registration.MedicalEnrolmentEnded.v1':
      return { type: 'NoteEnrolmentEnd', insurance: 'medical', personId: data.personId, on: data.on };
    case 'canbao.ledger.BundleSettled.v1':
      return {
        type: 'NotePaid',
        insurance: 'medical',
        personId: data.personId,
        months: [data.month],
        items: data.items.map(({ item, orderId }) => ({ item, orderId })),
      };
    case 'canbao.ledger.PensionMonthsSettled.v1':
      return {
        type: 'NotePaid',
        insurance: 'pension',
        personId: data.personId,
        months: data.months.map(({ month }) => month),
      };
    case 'canbao.ledger.SettlementReversed.v1':
      return {
        type: 'NoteReopened',
        insurance: data.insurance,
        personId: data.personId,
        months: data.months,
        orderId: data.orderId,
      };
    case 'canbao.payment.BundlePartReceived.v1':
      return {
        type: 'NotePart',
        insurance: 'medical',
        personId: data.personId,
        month: data.month,
        items: data.received.map(({ item }) => item),
        orderId: data.orderId,
      };
    default:
      return undefined;
  }
};
