import { day, dayOf, instant, month, type Month } from '@canbao/calendar';
import { coverageReport, type AccountEvent, type CoverageReport } from '@canbao/domain-assessment';
import { eventIdOf, type StoredEvent } from '@canbao/event-sourcing';
import { rate, yuan } from '@canbao/money';
import { pack, type PackConfig } from '@canbao/rules';

const personId = '10000000-0000-4000-8000-000000000001';
const medical = { personId, insurance: 'medical' } as const;

/** What happened to a medical account, in the order in which it was recorded. */
export class Cover {
  private readonly events: (AccountEvent & StoredEvent)[] = [];

  /** Records an event on a day, at ten, or at an instant. */
  note(at: string, event: AccountEvent): this {
    const position = this.events.length + 1;
    this.events.push({
      ...event,
      position: BigInt(position),
      stream: `contribution-account-${personId}-medical`,
      version: position,
      eventId: eventIdOf(String(position).padStart(64, '0')),
      revision: 1,
      subject: personId,
      recordedAt: momentOf(at),
      metadata: { actor: 'spec' },
    } as AccountEvent & StoredEvent);
    return this;
  }

  enrol(at: string, paidThrough?: string): this {
    const carried = paidThrough === undefined ? {} : { paidThrough: month(paidThrough) };
    return this.note(at, {
      type: 'EnrolmentNoted',
      data: { ...medical, district: '370102', from: day('2022-01-01'), scheme: 'pooled', ...carried },
    });
  }

  bill(at: string, months: readonly string[], lateFee = '1.80'): this {
    const items = [
      { item: 'pooled-unit', base: yuan('300.00'), rate: rate('1'), amount: yuan('300.00') } as const,
    ];
    return this.note(at, {
      type: 'BillPushed',
      data: {
        personId,
        billId: `bill of ${months.join(' ')}`,
        months: months.map((each) => ({ month: month(each), items, lateFee: yuan(lateFee) })),
        total: yuan('0.00'),
        lateFee: yuan(lateFee),
      },
    });
  }

  /** Pays each month whole; told to assessment when it is paid, or later. */
  pay(paidAt: string, months: readonly string[], { toldAt = paidAt, lateFee = true } = {}): this {
    return months.reduce<this>(
      (cover, each) =>
        cover.note(toldAt, {
          type: 'MonthsPaid',
          data: {
            ...medical,
            months: [month(each)],
            items: (lateFee ? (['pooled-unit', 'late-fee'] as const) : (['pooled-unit'] as const)).map(
              (item) => ({
                item,
                orderId: orderOf(each),
                amount: yuan('300.00'),
              }),
            ),
            paidAt: momentOf(paidAt),
          },
        }),
      this,
    );
  }

  receive(receivedOn: string, months: readonly string[]): this {
    return months.reduce<this>(
      (cover, each) =>
        cover.note(receivedOn, {
          type: 'TreasuryReceiptNoted',
          data: {
            ...medical,
            months: [month(each)],
            orderId: orderOf(each),
            receivedOn: dayOf(momentOf(receivedOn)),
          },
        }),
      this,
    );
  }

  reverse(at: string, each: string): this {
    return this.note(at, {
      type: 'MonthsReopened',
      data: { ...medical, months: [month(each)], orderId: orderOf(each) },
    });
  }

  /** The id of the event that was noted as the nth. */
  evidence(nth: number): string {
    return this.events[nth - 1]?.eventId ?? 'no such event';
  }

  report(asOf: string, { payBy, ...config }: PackConfig & { payBy?: string } = {}): CoverageReport {
    const question = { asOf: day(asOf), ...(payBy === undefined ? {} : { payBy: day(payBy) }) };
    const report = coverageReport(pack('jinan', config), this.events, question);
    if ('noRuleFor' in report) throw new Error(`no rule for ${report.noRuleFor}`);
    return report;
  }

  /** The stored events, for what reads them otherwise. */
  get stored(): readonly StoredEvent[] {
    return this.events;
  }
}

/** `state from..until`, one an item. */
export const drawn = ({ items }: Pick<CoverageReport, 'items'>): string[] =>
  items.map(({ state, from, until = '' }) => `${state} ${from}..${until}`);

const momentOf = (at: string) => instant(at.length === 10 ? `${at}T10:00:00+08:00` : at);
const orderOf = (each: string | Month): string => `order of ${each}`;
