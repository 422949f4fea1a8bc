import { Injectable } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import type { PaperCheck, PaperLine } from '@canbao/contracts';
import {
  accountingDayOf,
  certificateOf,
  paperStateOf,
  paymentRejections as rejections,
  receiptMoney,
  receiptNoOfReference,
} from '@canbao/domain-payment';
import { inWords, subtract, sum } from '@canbao/money';
import { Database } from '@canbao/postgres';
import { PaperCodes, Problem, type ClaimedPaper } from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { orderByReceipt } from '../views/orders.view';
import { PaperFacts } from './paper-facts';
import { certificateNo, PaperIssue, receiptFacts, statementFacts, statementNo } from './paper-issue';

type Found = Pick<PaperCheck, 'kind' | 'number' | 'state' | 'insurance' | 'paidOn' | 'year'> & {
  readonly personId: string | null;
  readonly lines: readonly PaperLine[];
};

/** Tells anybody whether a paper is genuine, and what it says as things stand now. */
@Injectable()
export class PaperCheckpoint {
  constructor(
    private readonly codes: PaperCodes,
    private readonly facts: PaperFacts,
    private readonly issue: PaperIssue,
    private readonly database: Database,
  ) {}

  /** @throws Problem `paper-not-genuine`, in the same words whatever is wrong. */
  async check(code: string, now: Instant): Promise<PaperCheck> {
    const claim = this.codes.read(code);
    const found = claim === undefined ? undefined : await this.find(claim, code);
    if (found === undefined) throw new Problem('paper-not-genuine', rejections['paper-not-genuine']);
    const { personId, lines, ...paper } = found;
    const total = sum(lines.map(({ amount }) => amount));
    const refunded = sum(lines.filter(isBack).map(({ amount }) => amount));
    const net = subtract(total, refunded);
    return {
      ...paper,
      lines: lines.map(({ because: _, ...line }) => line),
      currency: 'CNY',
      total,
      totalInWords: inWords(total),
      refunded,
      net,
      netInWords: inWords(net),
      checkedAt: now,
      ...(personId === null ? {} : { holder: this.issue.holder(personId, now) }),
    };
  }

  private find(claim: ClaimedPaper, code: string): Promise<Found | undefined> {
    return claim.kind === 'statement' ? this.findStatement(claim, code) : this.findReceipt(claim, code);
  }

  private async findReceipt({ kind, reference }: ClaimedPaper, code: string): Promise<Found | undefined> {
    const receiptNo = receiptNoOfReference(reference.toString('hex'));
    if (receiptNo === undefined || kind === 'statement' || kind === 'record') return undefined;
    const order = await orderByReceipt(this.database, receiptNo);
    if (order === undefined) return undefined;
    const facts = await this.facts.ofReceipt(order, receiptNo);
    if (!this.codes.isGenuine(code, receiptFacts(kind, facts))) return undefined;
    const paper = {
      kind,
      personId: order.person_id,
      ...(order.insurance === null ? {} : { insurance: order.insurance as Insurance }),
      paidOn: accountingDayOf(receiptNo),
    };
    if (kind === 'receipt') {
      const { state, lines } = receiptMoney(facts.events, order.order_id);
      return { ...paper, number: receiptNo, state, lines };
    }
    const certified = certificateOf(facts.events, { orderId: order.order_id, receiptNo });
    if ('refused' in certified) return undefined;
    return { ...paper, number: certificateNo(receiptNo), state: certified.state, lines: certified.lines };
  }

  private async findStatement(claim: ClaimedPaper, code: string): Promise<Found | undefined> {
    const { reference } = claim;
    const idStart = reference.toString('hex').replace(/^(.{8})(.{4})(.{4}).*/, '$1-$2-$3-');
    const year = reference.readUInt16BE(8);
    for (const personId of await this.facts.personsBeginning(idStart)) {
      if (!this.codes.isGenuine(code, statementFacts(personId, year))) continue;
      const { receipts } = await this.facts.ofYear(personId, year);
      const lines = receipts.flatMap((receipt) => receipt.lines);
      const state = paperStateOf(lines);
      return { kind: 'statement', number: statementNo(claim), state, year, personId, lines };
    }
    return undefined;
  }
}

const isBack = ({ state }: PaperLine): boolean => state === 'refunded' || state === 'reversed';
