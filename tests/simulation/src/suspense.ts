import { dayOf, type Instant } from '@canbao/calendar';
import {
  leavesFrom,
  lineOf,
  obligationStream,
  ordersPaidElsewhere,
  paymentOrderEvents,
  receiptOf,
  subjectOf,
  type PaymentEvent,
  type ResolveSuspense,
  type SuspenseLine,
} from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { Commands } from '@canbao/service-kit';
import { payments } from './mistaken-payments';
import type { Process } from './scheduler';
import type { Setting } from './setting';
import type { Tables } from './tables';

/** A line in suspense, as the read model of payment has it. */
export interface OpenLine extends SuspenseLine {
  readonly orderId: string;
  readonly personId?: string;
  readonly insurance?: 'pension' | 'medical';
  /** From when on it leaves by itself. */
  readonly leavesFrom: Instant | undefined;
}

const keyOf = (orderId: string, line: string): string => `${orderId} ${line}`;

/** The lines that have not left, the oldest first. */
export const openLines = ({ log }: Tables): OpenLine[] => {
  const open = new Map<string, OpenLine>();
  for (const event of log.filter(paymentOrderEvents.has)) {
    if (!('orderId' in event.data)) continue;
    const { orderId } = event.data;
    if (event.type === 'SuspenseResolved') open.delete(keyOf(orderId, event.data.line));
    if (event.type === 'CollectionReversed' || event.type === 'UnidentifiedReceiptReversed')
      for (const [key, line] of open) if (line.orderId === orderId) open.delete(key);
    const line = lineOf(event);
    if (line !== undefined) open.set(keyOf(orderId, line.id), entered(event, orderId, line));
  }
  return [...open.values()];
};

/** Whether a line can leave today; those of a counter wait for the end of its day. */
export const hasLinesToLeave = (tables: Tables, now: Instant): boolean =>
  openLines(tables).some((line) => line.leavesFrom === undefined || line.leavesFrom <= now);

const entered = (event: StoredEvent<PaymentEvent>, orderId: string, line: SuspenseLine): OpenLine => {
  const receipt = event.type === 'MonthsKeptInSuspense' ? event.data : receiptOf(event);
  const at = event.recordedAt;
  const {
    channel,
    paidAt,
    accountedOn = dayOf(paidAt),
  } = receipt ?? { channel: 'tax-desk' as const, paidAt: at };
  const about = 'personId' in event.data ? { personId: event.data.personId } : {};
  const meant = 'insurance' in event.data ? { insurance: event.data.insurance } : {};
  const from = leavesFrom(line.because, { channel, at, accountedOn });
  return { ...line, ...about, ...meant, orderId, leavesFrom: from } as OpenLine;
};

/** The command that takes a line out, with the streams that its way rests on. */
export const resolutionOf = (line: OpenLine, at: Instant): ResolveSuspense => {
  const { orderId, personId, insurance, because } = line;
  const [month] = line.months;
  const isOfBundle = because === 'scheme-changed' && personId !== undefined && insurance !== undefined;
  return {
    type: 'ResolveSuspense',
    orderId,
    line: line.id,
    at,
    ...(personId === undefined ? {} : { personId }),
    ...(isOfBundle && month !== undefined
      ? { obligation: obligationStream(personId, insurance, month) }
      : {}),
  };
};

/** Takes out of suspense what leaves by itself, as the job of payment does. */
export const leaveSuspense = async (
  setting: Setting,
  process: Process,
  commands: Commands,
): Promise<void> => {
  const { scheduler, clock, tables, faults } = setting;
  for (;;) {
    await scheduler.sleep(process, setting.pollMs * 2);
    const at = clock.now();
    for (const line of openLines(tables.payment)) {
      if (line.leavesFrom === undefined || line.leavesFrom > at) continue;
      const resolved = await resolve(setting, commands, resolutionOf(line, at));
      if (resolved === 'suspense-not-found') continue;
      if (resolved !== undefined) faults.push(`suspense: ${line.id} of ${line.orderId} stays: ${resolved}`);
    }
  }
};

/** The reason of a refusal, if it was one. */
const resolve = async (
  { bugs, clock }: Setting,
  commands: Commands,
  command: ResolveSuspense,
): Promise<string | undefined> => {
  const subject = subjectOf(command.orderId);
  const executed = await commands.act('leave-suspense', subject, payments(bugs), command);
  if (executed.outcome !== 'accepted') return executed.outcome === 'rejected' ? executed.reason : undefined;
  for (const orderId of ordersPaidElsewhere(executed.events)) {
    const closing = { type: 'ClosePaidElsewhere', orderId, at: clock.now() } as const;
    await commands.act('leave-suspense', subjectOf(orderId), payments(bugs), closing);
  }
  return undefined;
};
