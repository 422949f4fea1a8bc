import { Controller } from '@nestjs/common';
import { paymentApi as api } from '@canbao/contracts';
import { paymentRejections as rejections } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import {
  Handles,
  Input,
  mayAccess as mayAccessPerson,
  Problem,
  type Caller,
  type InputOf,
} from '@canbao/service-kit';
import { PaperCheckpoint } from '../papers/paper-check';
import { PaperFacts } from '../papers/paper-facts';
import { PaperIssue } from '../papers/paper-issue';
import { orderByReceipt, type OrderRow } from '../views/orders.view';
import { mayAccess } from './orders.controller';

/** Receipts, certificates and yearly statements, and their check. The portal puts names on them (ADR 45). */
@Controller()
export class PapersController {
  constructor(
    private readonly issue: PaperIssue,
    private readonly facts: PaperFacts,
    private readonly checkpoint: PaperCheckpoint,
    private readonly database: Database,
  ) {}

  @Handles(api.receipt)
  async receipt(@Input() { params, caller, now }: InputOf<typeof api.receipt>): Promise<unknown> {
    const order = await this.orderWith(params.no, (row) => mayAccess(this.database, caller, row));
    return this.issue.receipt(await this.facts.ofReceipt(order, params.no), now);
  }

  @Handles(api.certificate)
  async certificate(@Input() { params, caller, now }: InputOf<typeof api.certificate>): Promise<unknown> {
    const { receiptNo } = params;
    const order = await this.orderWith(receiptNo, (row) => this.mayCertify(caller, row));
    return this.issue.certificate(await this.facts.ofReceipt(order, receiptNo), now);
  }

  @Handles(api.yearlyStatement)
  async yearlyStatement(
    @Input() { params, caller, now }: InputOf<typeof api.yearlyStatement>,
  ): Promise<unknown> {
    const { id: personId, year } = params;
    if (!(await mayAccessPerson(this.database, caller, personId)))
      throw new Problem('person-not-found', rejections['person-not-found']);
    return this.issue.statement(personId, Number(year), now);
  }

  @Handles(api.verifyPaper)
  verify(@Input() { params, now }: InputOf<typeof api.verifyPaper>): Promise<unknown> {
    return this.checkpoint.check(params.code, now);
  }

  /** Who paid at a counter did not sign in there: whoever may act for the person has the certificate too. */
  private async mayCertify(caller: Caller, { payer_id: payerId, person_id: personId }: OrderRow) {
    if (caller.role === 'payer' && payerId === caller.subject) return true;
    return personId !== null && mayAccessPerson(this.database, caller, personId);
  }

  private async orderWith(
    receiptNo: string,
    mayAsk: (order: OrderRow) => Promise<boolean>,
  ): Promise<OrderRow> {
    const order = await orderByReceipt(this.database, receiptNo);
    if (order === undefined || !(await mayAsk(order)))
      throw new Problem('receipt-not-found', rejections['receipt-not-found']);
    return order;
  }
}
