import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { paymentApi as api, type Channel, type QuoteClaims } from '@canbao/contracts';
import { isPositive, paymentOrder, paymentRejections as rejections, type PaymentEvent, type PaymentState } from '@canbao/domain-payment';
import { canonicalJson } from '@canbao/event-sourcing';
import { Database } from '@canbao/postgres';
import { bankMatrixSource, bankMayCollect, citation } from '@canbao/rules';
import { Commands, Handles, Input, Problem, type Caller, type InputOf } from '@canbao/service-kit';
import { obligationsOf } from './orders.controller';
import { orderById } from './orders.view';
import { QuoteTokens } from './quote-token';

/** Configuration: how far a counter's clock may be ahead of ours. */
const clockToleranceMs = 5 * 60_000;

const channelOf = ({ role, bank }: Caller): Channel => (role === 'bank' && bank !== undefined ? bank : 'tax-desk');

/** The order of a collection follows from its natural key, so a repeat under any idempotency key meets the same stream. */
const orderIdOf = (channel: Channel, transactionNo: string): string => {
  const hex = createHash('sha256').update(`collection|${channel}|${transactionNo}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** SD, the day, and fourteen digits that follow from the order. */
const receiptNoOf = (orderId: string, paidOn: string): string => `SD${paidOn.replaceAll('-', '')}${(BigInt(`0x${orderId.replaceAll('-', '')}`) % 10n ** 14n).toString().padStart(14, '0')}`;

@Controller()
export class CollectionsController {
  constructor(private readonly commands: Commands, private readonly tokens: QuoteTokens, private readonly database: Database) {}

  @Handles(api.collect)
  async collect(@Input() input: InputOf<typeof api.collect>): Promise<unknown> {
    const { quoteToken, channelTransactionNo, amount, paidAt, method, items } = input.body;
    const channel = channelOf(input.caller);
    const quote = await this.tokens.read(quoteToken);
    refuseImpossible(input, quote, channel);
    const orderId = orderIdOf(channel, channelTransactionNo);
    const fingerprint = createHash('sha256').update(canonicalJson({ quoteId: quote.quoteId, amount, paidAt, method, items })).digest('hex');
    const receiptNo = receiptNoOf(orderId, dayOf(paidAt));
    const command = { type: 'RecordCollection', orderId, quote, channel, channelTransactionNo, receiptNo, amount, paidAt, method, fingerprint, ...(items === undefined ? {} : { items }) } as const;
    return this.commands.run(input, paymentOrder, command, {
      subject: quote.personId, rejections, reply: ({ state }) => ({ orderId, receiptNo, total: quote.total, amount, ...outcome(state) }),
    });
  }

  @Handles(api.reverse)
  async reverse(@Input() input: InputOf<typeof api.reverse>): Promise<unknown> {
    const channel = channelOf(input.caller);
    const orderId = orderIdOf(channel, input.params.channelTransactionNo);
    const order = await orderById(this.database, orderId);
    const command = { type: 'ReverseCollection', orderId, channel, channelTransactionNo: input.params.channelTransactionNo, at: input.now, obligations: obligationsOf(order) } as const;
    // The original may be captured between the view and the decision. A reversal that comes before it is about nobody yet; its own order id keeps it in order.
    const subject = (events: readonly PaymentEvent[]): string => order?.person_id ?? events.find((event) => event.type === 'CollectionReversed')?.data.personId ?? orderId;
    return this.commands.run(input, paymentOrder, command, { subject, rejections, reply: ({ state }) => ({ orderId, status: state.status === 'void' ? 'remembered' : 'reversed' }) });
  }
}

const outcome = ({ status, because, missing }: PaymentState): object => {
  if (status === 'in-suspense') {
    const condition = { code: because, rule: 'payment.suspense', source: 'money that has moved is kept with its reason', clearedBy: 'operator' };
    return { status, because, conditions: [condition] };
  }
  if (status === 'incomplete') {
    const condition = { code: 'bundle-incomplete', rule: 'medical.bundle', source: 'guide G3.2.2.6', clearedBy: 'payer', details: { missingItems: missing } };
    return { status, missingItems: missing, conditions: [condition] };
  }
  return { status };
};

/** Reports that cannot be about money that moved, or that this teller may not make. */
const refuseImpossible = ({ body, caller, now }: InputOf<typeof api.collect>, quote: QuoteClaims, channel: Channel): void => {
  if (!isPositive(body.amount)) throw new Problem('amount-not-positive', rejections['amount-not-positive']);
  if (Date.parse(body.paidAt) > Date.parse(now) + clockToleranceMs) throw new Problem('paid-at-in-future', rejections['paid-at-in-future']);
  if (caller.role === 'bank' && !bankMayCollect(quote.district, channel)) {
    const condition = { code: 'bank-not-in-district', rule: 'channels.bank-matrix', source: citation(bankMatrixSource), clearedBy: 'another bank of the district', details: { district: quote.district, bank: channel } };
    throw new Problem('bank-not-in-district', rejections['bank-not-in-district'], { conditions: [condition] });
  }
};
