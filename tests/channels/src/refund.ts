import { must, type Rig } from './rig';

/** The bureau has the month: its money was booked and passed on. */
export const posted = (rig: Rig, personId: string, month: string): Promise<unknown> =>
  rig.until(
    'the bureau has booked the month',
    () => rig.call(rig.tokens.operator, 'GET', `/v1/persons/${personId}/postings?month=${month}`),
    ({ items }) => items?.some(({ status }: any) => status === 'posted'),
  );

/** Applies for the money of a month, and has it pass both reviews. Gives the refund's id. */
export const reviewedRefund = async (
  rig: Rig,
  token: string,
  asked: { readonly month: string } & ({ readonly orderId: string } | { readonly receiptNo: string }),
): Promise<string> => {
  const { month, ...of } = asked;
  const body = { ...of, months: [month], reason: 'error' };
  const applied = await rig.call(token, 'POST', '/v1/refunds', body);
  must(applied.status === 201, 'a refund is applied for', applied.body);
  const { refundId } = applied.body;
  for (const reviewer of [rig.tokens.operator, rig.tokens.hrss])
    await rig.call(reviewer, 'POST', `/v1/refunds/${refundId}/approval`);
  return refundId;
};

/** The refund stands there: the sentence says what that means. */
export const refundIs = (rig: Rig, refundId: string, status: string, sentence: string): Promise<any> =>
  rig.until(
    sentence,
    () => rig.call(rig.tokens.operator, 'GET', `/v1/refunds/${refundId}`),
    (refund) => refund.status === status,
  );
