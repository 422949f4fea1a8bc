import type { Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { accountEvents, type AccountEvent, type EmployerCover } from './account/contribution-account.events';

/**
 * The id of the last event of the account that a condition rests on; undefined where the condition follows
 * from the law or the calendar alone.
 */
export const evidenceOf = (
  stored: readonly StoredEvent[],
  code: string,
  month: Month,
): string | undefined => {
  const events = stored.filter(accountEvents.has);
  return events.findLast(
    (event, index) => supports(event, code, month) && !isReplaced(event, events.slice(index + 1)),
  )?.eventId;
};

/** A later fact about the same cover, which ends elsewhere or never was. */
const isReplaced = ({ type, data }: AccountEvent, later: readonly AccountEvent[]): boolean =>
  type === 'EmployerCoverNoted' &&
  later.some(
    (event) =>
      (event.type === 'EmployerCoverNoted' || event.type === 'EmployerCoverWithdrawalNoted') &&
      event.data.from === data.from,
  );

const isWithin = ({ from, until }: EmployerCover, month: Month): boolean =>
  from <= month && (until === undefined || month <= until);

const supports = ({ type, data }: AccountEvent, code: string, month: Month): boolean => {
  switch (code) {
    case 'bundle-incomplete':
      return type === 'BundlePartNoted' && data.month === month;
    case 'not-registered':
      return type === 'EnrolmentNoted' || type === 'EnrolmentEndNoted' || type === 'EnrolmentsNoted';
    case 'person-deceased':
      return type === 'DeathNoted' || (type === 'DeathWithdrawalNoted' && data.diedOn !== undefined);
    case 'covered-by-employer':
      return type === 'EmployerCoverNoted' && isWithin(data, month);
    case 'refund-case-open':
      return type === 'RefundCaseOpened' && data.month === month;
    case 'posting-refused':
      return type === 'PostingRefusalNoted' && data.month === month;
    case 'month-in-payment':
    case 'month-in-debit-run':
      return type === 'MonthsHeldNoted' && data.months.includes(month);
    case 'arrears-push-required':
      return type === 'BillWithdrawn' && data.months.includes(month);
    case 'bill-expired':
      return (
        (type === 'BillPushed' || type === 'BillReplaced') && data.months.some((each) => each.month === month)
      );
    case 'already-paid':
      return type === 'MonthsPaid' && data.months.includes(month);
    default:
      return false;
  }
};
