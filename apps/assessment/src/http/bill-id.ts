import type { Day, Instant } from '@canbao/calendar';
import type { BillLine } from '@canbao/contracts';
import type { PushBill } from '@canbao/domain-assessment';
import { uuidOf } from '@canbao/service-kit';

/** The id of a bill that its agency has numbered: one that comes again, by whatever way, is the same. */
export const billIdOf = ({ personId, billNo }: Pick<BillLine, 'personId' | 'billNo'>): string =>
  uuidOf(`back-pay-bill|${personId}|${billNo}`);

/** What a bill says beside its months, without what it leaves out. */
export const termsOf = ({
  payableUntil,
  lateFeeTo,
}: {
  readonly payableUntil?: Day | undefined;
  readonly lateFeeTo?: Day | undefined;
}): Pick<PushBill, 'payableUntil' | 'lateFeeTo'> => ({
  ...(payableUntil === undefined ? {} : { payableUntil }),
  ...(lateFeeTo === undefined ? {} : { lateFeeTo }),
});

/** The command of a numbered bill. */
export const pushOf = (bill: BillLine, at: Instant): PushBill => {
  const { personId, billNo, months, total } = bill;
  const billId = billIdOf(bill);
  return {
    type: 'PushBill',
    insurance: 'medical',
    personId,
    billId,
    billNo,
    at,
    months,
    total,
    ...termsOf(bill),
  };
};
