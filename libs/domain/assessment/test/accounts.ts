import { day, instant, month, type Month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { pack, type PushedMonth } from '@canbao/rules';
import { contributionAccount, type AccountCommand, type AccountEvent, type IssueQuote } from '../src';

/** Accounts of one person in May 2022, for the specs. */
export const account = contributionAccount(pack('jinan'));
export const personId = '10000000-0000-4000-8000-000000000001';
export const quoteId = '20000000-0000-4000-8000-000000000001';
export const [march, april, may] = [month('2022-03'), month('2022-04'), month('2022-05')];
export const noon = instant('2022-05-18T12:00:00+08:00');

export const pension = { personId, insurance: 'pension' } as const;
export const medical = { personId, insurance: 'medical' } as const;
export const enrolled: AccountEvent = {
  type: 'EnrolmentNoted',
  data: { ...pension, district: '370102', from: day('2022-01-01') },
};
export const insured: AccountEvent = {
  type: 'EnrolmentNoted',
  data: { ...medical, district: '370102', from: day('2022-01-01'), scheme: 'pooled' },
};

/** A pension quote for May on 5,000 yuan, or what the change makes of it. */
export const quote = (change: Partial<IssueQuote> = {}): IssueQuote => ({
  type: 'IssueQuote',
  ...pension,
  quoteId,
  at: noon,
  months: [may],
  base: yuan('5000.00'),
  ...change,
});
export const medicalQuote = (change: Partial<IssueQuote> = {}): IssueQuote => ({
  type: 'IssueQuote',
  ...medical,
  quoteId,
  at: noon,
  months: [may],
  ...change,
});

/** A pooled month as its agency pushes it, 205.30 yuan unless changed, and its late fee. */
export const pushedMonth = (of: Month, lateFee: string, unit = '112.38'): PushedMonth => ({
  month: of,
  lateFee: yuan(lateFee),
  items: [
    { item: 'pooled-unit', amount: yuan(unit) },
    { item: 'pooled-personal', amount: yuan('74.92') },
    { item: 'mutual-aid', amount: yuan('18.00') },
  ],
});

/** The events that the command leaves on an account with this past. */
export const decidedBy = (command: AccountCommand, ...past: AccountEvent[]): AccountEvent[] => {
  const { outcome } = given(account, ...past).when(command);
  if (!outcome.accepted) throw new Error(outcome.reason);
  return outcome.events.map(({ event }) => event);
};
