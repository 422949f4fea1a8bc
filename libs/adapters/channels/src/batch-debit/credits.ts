import { creditRefusal, outcomeOf, type Credit, type RefundState } from '@canbao/domain-payment';
import { partIn, textIn, type Part } from '../tips/message';
import { takenAt } from './results';

/** TIPS: codes of the system's own troubles; the bank still works on the credit. */
const systemTrouble = '94';

/** 2104: what the bank says of a credit; one about another credit or amount says nothing of this one. */
export const creditStateIn = (
  body: Part,
  { creditNo, amount }: Pick<Credit, 'creditNo' | 'amount'>,
): RefundState => {
  const told = partIn(body, 'DrawBackReturn2104');
  const [number, sum, said = '', returnNo = ''] = ['OriVouNo', 'Amt', 'Result', 'ReturnNo'].map((name) =>
    textIn(told, name),
  );
  if (number !== creditNo || sum !== amount) return { status: 'unknown', said: 'another credit' };
  switch (outcomeOf(said).outcome) {
    case 'unknown':
      return said.startsWith(systemTrouble) ? { status: 'under-way' } : { status: 'unknown', said };
    case 'failed':
      return { status: 'refused', reason: creditRefusal(said) };
    case 'succeeded': {
      const refundedAt = takenAt(textIn(told, 'DrawBackDate') ?? '');
      return refundedAt === undefined || returnNo === ''
        ? { status: 'unknown', said: 'no date or number' }
        : { status: 'refunded', refundedAt, channelRefundNo: returnNo };
    }
  }
};
