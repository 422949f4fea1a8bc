import { randomUUID } from 'node:crypto';
import type { ContractEvent } from '@canbao/contracts';
import { bundleIdOf, contractEvents } from '@canbao/contracts';
import { partitionCount, partitionOf } from '@canbao/kafka';

/** A bundle or month that the consumer must answer, or must not. */
export interface Asked {
  /** What an answer names. */
  readonly answers: string;
  readonly personId: string;
  readonly month: string;
  readonly outcome: 'booked' | 'reversed' | 'not-booked' | 'nothing';
  readonly total?: string;
}
/** A record to publish, and what is asked with it. */
export interface Told {
  readonly topic: 'ledger.events' | 'ledger-sync.requests';
  readonly event: ContractEvent;
  readonly eventId: string;
  readonly asked: readonly Asked[];
}
/** What a run tells the consumer, in this order. */
export interface Script {
  /** While it runs. */
  readonly first: readonly Told[];
  /** In the midst of which it is killed. */
  readonly crowd: readonly Told[];
  /** After it has read everything again. */
  readonly last: readonly Told[];
}

const month = '2022-05';
const at = '2022-05-18T10:00:00.000+08:00';
const items = [
  { item: 'pooled-unit', amount: '112.38' },
  { item: 'pooled-personal', amount: '74.92' },
  { item: 'mutual-aid', amount: '18.00' },
] as const;
const total = '205.30';
const crowdSize = 60;

/** The life of a medical month, over and over: whole, in parts, paid again, taken back, refunded. */
export const script = (): Script => {
  const whole = randomUUID();
  const [inParts, again, refunded, overtaken, other] = Array.from({ length: 5 }, () => randomUUID());
  const [first, second] = [randomUUID(), randomUUID()];
  return {
    first: [
      settled(whole, [randomUUID()]),
      part(inParts ?? ''),
      settled(inParts ?? '', [randomUUID(), randomUUID()]),
      settled(again ?? '', [first]),
      reversed(again ?? '', first),
      settled(again ?? '', [second]),
      settled(refunded ?? '', [first, second]),
      refundDecided(refunded ?? '', [second, first]),
      // What an operator asked for came after the money had gone: the two topics have no common order.
      settled(overtaken ?? '', [first]),
      refundDecided(overtaken ?? '', [first]),
      pensionSettled(other ?? ''),
    ],
    crowd: [
      requestedAgain(overtaken ?? '', [first], 'not-booked'),
      requestedAgain(randomUUID(), [randomUUID()], 'booked'),
      ...Array.from({ length: crowdSize }, () => {
        const [personId, order] = [randomUUID(), randomUUID()];
        return [settled(personId, [order]), reversed(personId, order), settled(personId, [randomUUID()])];
      }).flat(),
    ],
    last: Array.from({ length: partitionCount }, (_, partition) =>
      settled(inPartition(partition), [randomUUID()]),
    ),
  };
};

/** Our totals of a day, which are none: whoever has booked something lists its lines. */
export const totalled = (totalsId: string, day: string): Pick<Told, 'event' | 'eventId'> => {
  const none = { count: 0, amount: '0.00' };
  const data = { totalsId, insurance: 'medical', day, booked: none, reversed: none, items: [], toldAt: at };
  const type = 'canbao.ledger-sync.BureauDayTotalled.v1';
  return {
    event: { type, data: contractEvents[type].data.parse(data) } as ContractEvent,
    eventId: randomUUID(),
  };
};

/** Somebody whose events lie in the partition. */
const inPartition = (partition: number): string => {
  for (;;) {
    const personId = randomUUID();
    if (partitionOf(personId) === partition) return personId;
  }
};

const told = (
  type: ContractEvent['type'],
  data: { readonly personId: string },
  asked: Pick<Asked, 'outcome'> & { readonly answers?: string; readonly total?: string },
): Told => {
  const eventId = randomUUID();
  const { answers = eventId, ...more } = asked;
  const event = { type, data: contractEvents[type].data.parse(data) } as ContractEvent;
  const { personId } = data;
  return {
    topic: type.startsWith('canbao.ledger-sync.') ? 'ledger-sync.requests' : 'ledger.events',
    event,
    eventId,
    asked: [{ answers, personId, month, ...more }],
  };
};

const settled = (personId: string, orders: readonly string[]): Told =>
  told(
    'canbao.ledger.BundleSettled.v1',
    {
      personId,
      bundleId: bundleIdOf(personId, month),
      month,
      district: '370102',
      scheme: 'pooled',
      items: items.map((item, index) => ({
        ...item,
        base: '3746.00',
        rate: '0.03',
        orderId: orders[index % orders.length],
      })),
      total,
      paidAt: at,
    } as never,
    { outcome: 'booked', total },
  );
const part = (personId: string): Told => {
  const orderId = randomUUID();
  return told(
    'canbao.payment.BundlePartReceived.v1',
    {
      personId,
      bundleId: bundleIdOf(personId, month),
      month,
      received: items.slice(0, 2).map((item) => ({ ...item, orderId })),
      missing: ['mutual-aid'],
      orderId,
      receivedAt: at,
    } as never,
    { outcome: 'nothing' },
  );
};
const pensionSettled = (personId: string): Told =>
  told(
    'canbao.ledger.PensionMonthsSettled.v1',
    {
      personId,
      orderId: randomUUID(),
      district: '370102',
      months: [{ month, base: '3746.00', rate: '0.2', amount: '749.20' }],
      total: '749.20',
      paidAt: at,
    } as never,
    { outcome: 'nothing' },
  );
const reversed = (personId: string, orderId: string): Told =>
  told(
    'canbao.ledger.SettlementReversed.v1',
    { personId, orderId, insurance: 'medical', months: [month], reversedAt: at } as never,
    { outcome: 'reversed' },
  );
const refundDecided = (personId: string, orderIds: readonly string[]): Told =>
  told(
    'canbao.ledger.RefundDecided.v1',
    {
      personId,
      refundId: randomUUID(),
      insurance: 'medical',
      months: [{ month, orderIds }],
      decidedAt: at,
    } as never,
    { outcome: 'reversed' },
  );
const requestedAgain = (
  personId: string,
  orderIds: readonly string[],
  outcome: 'booked' | 'not-booked',
): Told => {
  const requestId = randomUUID();
  return told(
    'canbao.ledger-sync.PostingRequestedAgain.v1',
    {
      personId,
      insurance: 'medical',
      month,
      requestId,
      items,
      total,
      paidAt: at,
      orderIds,
      requestedAt: at,
    } as never,
    { outcome, answers: requestId, total },
  );
};
