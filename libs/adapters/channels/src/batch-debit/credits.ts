import { creditRefusal, outcomeOf, type Credit, type RefundState } from '@canbao/domain-payment';
import { partIn, textIn, type Part } from '../tips/message';
import { takenAt } from './results';

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
      return { status: 'under-way' };
    case 'failed':
      return /^\d{5}$/.test(said)
        ? { status: 'refused', reason: creditRefusal(said) }
        : { status: 'unknown', said };
    case 'succeeded': {
      const refundedAt = takenAt(textIn(told, 'DrawBackDate') ?? '');
      return refundedAt === undefined || returnNo === ''
        ? { status: 'unknown', said: 'no date or number' }
        : { status: 'refunded', refundedAt, channelRefundNo: returnNo };
    }
  }
};
