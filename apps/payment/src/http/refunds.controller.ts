import { hash, randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { instant, type Instant, type Month } from '@canbao/calendar';
import { refundsApi as api, type Operation } from '@canbao/contracts';
import {
  isAskedAbout,
  orderStream,
  paidFor,
  paymentOrderEvents,
  refund,
  refundRejections as rejections,
  refundReport,
  refundStream,
  type ConfirmPayout,
  type RefundCommand,
  type RefundReport,
} from '@canbao/domain-payment';
import { EventStore } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import { Database } from '@canbao/postgres';
import { channelOf } from '@canbao/rules';
import {
  Commands,
  FourEyes,
  Handles,
  identityOf,
  Input,
  Problem,
  type Caller,
  type InputOf,
  type Proposal,
} from '@canbao/service-kit';
import type { Insurance } from '@canbao/vocabulary';
import { mayAccess } from './orders.controller';
import { orderById, orderByReceipt, type OrderRow } from '../views/orders.view';
import { nextTurns, refundIds, seesRefund, type Scope } from '../views/refunds.view';

@Controller()
export class RefundsController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly fourEyes: FourEyes,
  ) {
    fourEyes.performs('refund-other-way', (proposal, input) => this.payAnotherWay(proposal, input));
    fourEyes.performs('take-back-refund', (proposal, input) => this.takeBack(proposal, input));
  }

  @Handles(api.applyForRefund)
  async apply(@Input() input: InputOf<typeof api.applyForRefund>): Promise<unknown> {
    const { body, caller, now: at } = input;
    const order = await this.orderOf(input);
    const months = [...new Set(body.months)];
    const of = order === undefined ? undefined : await this.whose(order, months);
    if (order === undefined || of === undefined)
      throw new Problem('order-not-found', rejections['order-not-found']);
    const command = {
      type: 'ApplyForRefund',
      refundId: randomUUID(),
      ...of,
      orderId: order.order_id,
      months,
      because: body.reason,
      by: identityOf(caller),
      at,
    } as const;
    return this.run(input, command, of.personId);
  }

  @Handles(api.refunds)
  async list(@Input() { query, caller }: InputOf<typeof api.refunds>): Promise<unknown> {
    const { ids, ...page } = await refundIds(this.database, scopeOf(caller), query);
    return { items: await this.reports(ids), ...page };
  }

  @Handles(api.refund)
  async refund(@Input() { params, caller }: InputOf<typeof api.refund>): Promise<unknown> {
    return this.reportFor(caller, params.id);
  }

  @Handles(api.approveRefund)
  approve(@Input() input: InputOf<typeof api.approveRefund>): Promise<unknown> {
    const { caller, now: at } = input;
    return this.decide(input, { type: 'ApproveRefund', ...reviewer(caller), at });
  }

  @Handles(api.rejectRefund)
  reject(@Input() input: InputOf<typeof api.rejectRefund>): Promise<unknown> {
    const { caller, body, now: at } = input;
    return this.decide(input, { type: 'RejectRefund', ...reviewer(caller), reason: body.reason, at });
  }

  @Handles(api.withdrawRefund)
  withdraw(@Input() input: InputOf<typeof api.withdrawRefund>): Promise<unknown> {
    const { caller, now: at } = input;
    return this.decide(input, { type: 'WithdrawRefund', by: identityOf(caller), at });
  }

  @Handles(api.confirmPayout)
  confirm(@Input() input: InputOf<typeof api.confirmPayout>): Promise<unknown> {
    const { caller, body, now: at } = input;
    const channel = channelOf(caller);
    if (channel === undefined) throw Problem.general('forbidden');
    const { method, paidOutAt = at, ...payout } = body;
    const handed = { ...payout, paidOutAt, ...(method === undefined ? {} : { method }) };
    return this.decide(input, { type: 'ConfirmPayout', channel, ...handed, at });
  }

  /** What could not be done now is refused now. */
  @Handles(api.refundOtherWay)
  async otherWay(@Input() input: InputOf<typeof api.refundOtherWay>): Promise<unknown> {
    const { params, body, now } = input;
    const { reason: purpose, ...payout } = body;
    const details = { refundId: params.id, ...payout };
    await this.commands.check(refund, otherWayOf(details, now), rejections);
    const proposed = {
      action: 'refund-other-way',
      subject: `refund ${params.id}`,
      details,
      purpose,
    } as const;
    return this.fourEyes.propose(input, proposed);
  }

  /** What could not be done now is refused now. */
  @Handles(api.takeBackRefund)
  async proposeTakingBack(@Input() input: InputOf<typeof api.takeBackRefund>): Promise<unknown> {
    const { params, body, caller, now: at } = input;
    const [refundId, because] = [params.id, body.reason];
    const command = { type: 'TakeBackRefund', refundId, by: identityOf(caller), because, at } as const;
    await this.commands.check(refund, command, rejections);
    const details = { refundId, by: identityOf(caller) };
    const proposed = { action: 'take-back-refund', subject: `refund ${refundId}`, details } as const;
    return this.fourEyes.propose(input, { ...proposed, purpose: because });
  }

  private takeBack(
    { proposalId, details, purpose: because }: Proposal,
    input: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    const { refundId = '', by = '' } = details;
    const command = { type: 'TakeBackRefund', refundId, by, because, at: input.now } as const;
    return this.perform(proposalId, command, input);
  }

  private payAnotherWay(
    { proposalId, details }: Proposal,
    input: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    return this.perform(proposalId, otherWayOf(details, input.now), input);
  }

  private async perform(
    proposalId: string,
    command: RefundCommand & { readonly refundId: string },
    input: InputOf<Operation>,
  ): Promise<Record<string, string>> {
    const report = await this.report(command.refundId);
    // Under the proposal's id, so that it is done once.
    const idempotency = { scope: 'proposal', key: proposalId, fingerprint: hash('sha256', proposalId) };
    await this.commands.run({ ...input, idempotency }, refund, command, {
      subject: report?.personId ?? command.refundId,
      rejections,
      reply: () => ({}),
    });
    return {};
  }

  private async decide(
    input: InputOf<Operation> & { readonly params: { readonly id: string } },
    command: WithoutId<RefundCommand>,
  ): Promise<unknown> {
    const refundId = input.params.id;
    const report = await this.reportFor(input.caller, refundId);
    const subject = report.personId ?? report.ways[0]?.orderId ?? refundId;
    return this.run(input, { ...command, refundId } as RefundCommand, subject);
  }

  /** The answer is the refund as it stands after the command. */
  private async run(input: InputOf<Operation>, command: RefundCommand, subject: string): Promise<unknown> {
    const answer = (await this.commands.run(input, refund, command, {
      subject,
      rejections,
      reply: ({ state }) => ({ refundId: state.refund?.refundId }),
    })) as { readonly refundId: string };
    return this.report(answer.refundId);
  }

  private async reportFor(caller: Caller, refundId: string): Promise<RefundReport> {
    const sees = await seesRefund(this.database, scopeOf(caller), refundId);
    const report = sees ? await this.report(refundId) : undefined;
    if (report === undefined) throw notFound();
    return report;
  }

  private async report(refundId: string): Promise<RefundReport | undefined> {
    return (await this.reports([refundId]))[0];
  }

  private async reports(refundIdsOfPage: readonly string[]): Promise<RefundReport[]> {
    const streams = refundIdsOfPage.map(refundStream);
    const [loaded, turns] = await Promise.all([
      this.store.load(streams),
      nextTurns(this.database, refundIdsOfPage),
    ]);
    return streams.flatMap((stream) => {
      const events = loaded.get(stream)?.events ?? [];
      const report = refundReport(events.filter(paymentOrderEvents.has));
      return report === undefined ? [] : withNextTurns(report, turns);
    });
  }

  /** Whose months the order has paid; whom it was opened for, where it has not paid them. */
  private async whose(
    { order_id: orderId, person_id: personId, insurance }: OrderRow,
    months: readonly Month[],
  ): Promise<{ readonly personId: string; readonly insurance: Insurance } | undefined> {
    const stream = orderStream(orderId);
    const events = (await this.store.load([stream])).get(stream)?.events ?? [];
    const paid = paidFor(events.filter(paymentOrderEvents.has), months);
    if (paid !== undefined || personId === null || insurance === null) return paid;
    return { personId, insurance: insurance as Insurance };
  }

  /** The order whose money is asked for, if the caller may ask for it. */
  private async orderOf({ body, caller }: InputOf<typeof api.applyForRefund>): Promise<OrderRow | undefined> {
    const { orderId, receiptNo } = body;
    const named = [orderId, receiptNo].filter((name) => name !== undefined);
    if (named.length !== 1)
      throw Problem.general('invalid-request', {
        issues: [{ path: 'body', message: 'give either orderId or receiptNo' }],
      });
    const order =
      orderId === undefined
        ? await orderByReceipt(this.database, receiptNo ?? '')
        : await orderById(this.database, orderId);
    return order !== undefined && (await mayAccess(this.database, caller, order)) ? order : undefined;
  }
}

/** Without the id, which the path brings. */
type WithoutId<Command> = Command extends { readonly refundId: string } ? Omit<Command, 'refundId'> : never;

/** Paid by another way than it came; the details of a proposal are text. */
const otherWayOf = (details: Readonly<Record<string, string>>, at: Instant): ConfirmPayout => {
  const { refundId = '', payoutNo = '', amount = '', paidOutAt = '' } = details;
  return {
    type: 'ConfirmPayout',
    refundId,
    payoutNo,
    amount: yuan(amount),
    paidOutAt: instant(paidOutAt),
    at,
  };
};

/** The report with the time of the next question about money whose channel has not said how it ended. */
const withNextTurns = (report: RefundReport, turns: ReadonlyMap<string, Instant>): RefundReport => ({
  ...report,
  ways: report.ways.map((way) => {
    const askedAgainAt = turns.get(`${report.refundId} ${way.orderId}`);
    return askedAgainAt !== undefined && isAskedAbout(way) ? { ...way, askedAgainAt } : way;
  }),
});

const notFound = (): Problem => new Problem('refund-not-found', rejections['refund-not-found']);

const reviewer = (caller: Caller) => ({ by: identityOf(caller), role: caller.role });

/** Officers of tax review every refund. */
const scopeOf = (caller: Caller): Scope => {
  switch (caller.role) {
    case 'payer':
      return { kind: 'payer', value: caller.subject };
    case 'bank':
      return { kind: 'channel', value: channelOf(caller) ?? '' };
    case 'hrss':
      return { kind: 'insurance', value: 'pension' };
    case 'medical-bureau':
      return { kind: 'insurance', value: 'medical' };
    default:
      return { kind: 'all', value: null };
  }
};
