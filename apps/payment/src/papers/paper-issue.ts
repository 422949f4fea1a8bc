import { Injectable } from '@nestjs/common';
import { dayOf, type Instant } from '@canbao/calendar';
import type { CertificatePaper, ReceiptPaper, StatementPaper } from '@canbao/contracts';
import {
  accountingDayOf,
  certificateOf,
  paymentRejections as rejections,
  receiptMoney,
  receiptReference,
} from '@canbao/domain-payment';
import { canonicalJson } from '@canbao/event-sourcing';
import { PaperCodes, Problem, type ClaimedPaper } from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { answerOf } from '../http/orders.controller';
import { PaperFacts, type ReceiptFacts } from './paper-facts';

/** Puts papers together, each with its code. */
@Injectable()
export class PaperIssue {
  constructor(
    private readonly codes: PaperCodes,
    private readonly facts: PaperFacts,
  ) {}

  /** A receipt as it stands. */
  receipt(of: ReceiptFacts, now: Instant): ReceiptPaper {
    const { order } = of;
    return {
      ...answerOf(order),
      ...(order.insurance === null ? {} : { insurance: order.insurance }),
      channelTransactionNo: order.channel_transaction_no,
      paidAt: order.paid_at,
      currency: 'CNY',
      ...receiptMoney(of.events, order.order_id),
      ...this.marks(claimOf('receipt', of.receiptNo), receiptFacts('receipt', of), order.person_id, now),
    } as ReceiptPaper;
  }

  /** The certificate of a receipt. @throws Problem that says why there is none, and when to expect it. */
  certificate(of: ReceiptFacts, now: Instant): CertificatePaper {
    const { order, receiptNo, events } = of;
    const certified = certificateOf(events, { orderId: order.order_id, receiptNo });
    if ('refused' in certified) throw refused(certified);
    const marks = this.marks(
      claimOf('certificate', receiptNo),
      receiptFacts('certificate', of),
      order.person_id,
      now,
    );
    return {
      certificateNo: certificateNo(receiptNo),
      receiptNo,
      personId: order.person_id ?? '',
      insurance: order.insurance as Insurance,
      issuedOn: dayOf(now),
      paidOn: accountingDayOf(receiptNo),
      currency: 'CNY',
      ...certified,
      lines: [...certified.lines],
      ...marks,
    };
  }

  /** A year of a person. */
  async statement(personId: string, year: number, now: Instant): Promise<StatementPaper> {
    const { receipts, sums, ...net } = await this.facts.ofYear(personId, year);
    const claim = statementClaim(personId, year);
    return {
      statementNo: statementNo(claim),
      personId,
      year,
      issuedOn: dayOf(now),
      currency: 'CNY',
      receipts: receipts.map((receipt) => ({ ...receipt, lines: [...receipt.lines] })),
      sums: [...sums],
      ...net,
      ...this.marks(claim, statementFacts(personId, year), personId, now),
    };
  }

  /** Who is meant, for registration alone. */
  holder(personId: string, now: Instant): string {
    return this.codes.holderOf(personId, now);
  }

  private marks(
    claim: ClaimedPaper,
    facts: string,
    personId: string | null,
    now: Instant,
  ): { readonly code: string; readonly holder?: string } {
    const code = this.codes.write(claim, facts);
    return personId === null ? { code } : { code, holder: this.holder(personId, now) };
  }
}

/** What never changes of a receipt: where its money came from, and how much it is. */
export const receiptFacts = (
  kind: 'receipt' | 'certificate',
  { receiptNo, order, events }: ReceiptFacts,
): string => {
  const { order_id: orderId, channel, channel_transaction_no: transactionNo, paid_at: paidAt } = order;
  const { received } = receiptMoney(events, orderId);
  return canonicalJson({ kind, receiptNo, orderId, channel, transactionNo, paidAt, received });
};

/** What never changes of a statement. */
export const statementFacts = (personId: string, year: number): string =>
  canonicalJson({ kind: 'statement', personId, year });

/** The number of a certificate follows from its receipt's. */
export const certificateNo = (receiptNo: string): string => `ZM${receiptNo.slice(2)}`;

/** The number of a statement, from the claim of its code. */
export const statementNo = ({ reference }: ClaimedPaper): string =>
  `ND${reference.readUInt16BE(8)}${reference.readBigUInt64BE(0).toString().padStart(20, '0')}`;

const claimOf = (kind: 'receipt' | 'certificate', receiptNo: string): ClaimedPaper => ({
  kind,
  reference: Buffer.from(receiptReference(receiptNo) ?? ''.padEnd(20, '0'), 'hex'),
});

const statementClaim = (personId: string, year: number): ClaimedPaper => {
  const reference = Buffer.from(`${personId.replaceAll('-', '').slice(0, 16)}0000`, 'hex');
  reference.writeUInt16BE(year, 8);
  return { kind: 'statement', reference };
};

const refused = ({
  refused: code,
  details: { conditions, ...details },
}: Extract<ReturnType<typeof certificateOf>, { refused: string }>): Problem =>
  new Problem(code, rejections[code], {
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(conditions === undefined ? {} : { conditions: conditions as never }),
  });
