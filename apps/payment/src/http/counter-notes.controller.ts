import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { instantText, Database } from '@canbao/postgres';
import { Handles, identityOf, Input, Problem, QuoteTokens, type InputOf } from '@canbao/service-kit';
import { collectionOf } from './admitted';

/** Configuration: notes in one answer; a teller has one, or a few after a bad day. */
const listMax = 50;

/** Notes of collections: the caller's own, before their money is taken. They book nothing (ADR 90). */
@Controller()
export class CounterNotesController {
  constructor(
    private readonly tokens: QuoteTokens,
    private readonly database: Database,
  ) {}

  /** A report that would be refused is refused here, before the money is taken. */
  @Handles(api.noteCollection)
  async note(@Input() input: InputOf<typeof api.noteCollection>): Promise<void> {
    const { params, body, caller, now } = input;
    const quote = this.tokens.read(body.quoteToken);
    if (quote === undefined) throw new Problem('quote-token-invalid', rejections['quote-token-invalid']);
    const { orderId } = collectionOf({ ...params, ...body }, quote, input);
    const months = [...new Set(quote.lines.map(({ month }) => month))];
    await this.database.query(
      `insert into counter_notes (officer, channel_transaction_no, order_id, quote_token, amount, paid_at,
         method, person_id, insurance, months, noted_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (officer, channel_transaction_no) do nothing`,
      [
        identityOf(caller),
        params.channelTransactionNo,
        orderId,
        body.quoteToken,
        body.amount,
        body.paidAt,
        body.method,
        quote.personId,
        quote.insurance,
        months,
        now,
      ],
    );
  }

  @Handles(api.notedCollections)
  async noted(@Input() { caller }: InputOf<typeof api.notedCollections>): Promise<unknown> {
    const rows = await this.database.query<Record<string, unknown>>(
      `select n.channel_transaction_no as "channelTransactionNo", n.quote_token as "quoteToken",
         n.amount::text as amount, ${instantText('n.paid_at')} as "paidAt", n.method,
         n.person_id as "personId", n.insurance, n.months, orders.receipt_no as "receiptNo"
       from counter_notes n left join orders on orders.order_id = n.order_id
       where n.officer = $1 order by n.noted_at limit ${listMax}`,
      [identityOf(caller)],
    );
    return { items: rows.map(({ receiptNo, ...note }) => (receiptNo ? { ...note, receiptNo } : note)) };
  }

  @Handles(api.endCollectionNote)
  async end(@Input() { params, caller }: InputOf<typeof api.endCollectionNote>): Promise<void> {
    await this.database.query(
      'delete from counter_notes where officer = $1 and channel_transaction_no = $2',
      [identityOf(caller), params.channelTransactionNo],
    );
  }
}
