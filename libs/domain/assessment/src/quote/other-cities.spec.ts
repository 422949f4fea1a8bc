import { day, instant, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { pack, type PackName } from '@canbao/rules';
import {
  contributionAccount,
  estimate,
  payables,
  recorded,
  type AccountCommand,
  type AccountEvent,
  type IssueQuote,
} from '..';
import { QuoteIssued } from '../account/contribution-account.events';
import { medical, medicalQuote, personId } from '../../test/accounts';

const insured: AccountEvent = {
  type: 'EnrolmentNoted',
  data: { ...medical, district: '370102', from: day('2021-01-01'), scheme: 'with-account' },
};
const decidedIn = (
  name: PackName,
  command: AccountCommand,
  past: readonly AccountEvent[],
): AccountEvent[] => {
  const { outcome } = given(contributionAccount(pack(name)), ...past).when(command);
  if (!outcome.accepted) throw new Error(outcome.reason);
  return outcome.events.map(({ event }) => event);
};
const quotedIn = (name: PackName, change: Partial<IssueQuote>, past: readonly AccountEvent[] = [insured]) =>
  recorded(decidedIn(name, medicalQuote(change), past), QuoteIssued);

const [march, april] = [month('2025-03'), month('2025-04')];
const inApril = { at: instant('2025-04-18T12:00:00+08:00'), months: [april] };

describe('under the pack of Dongying, a month', () => {
  const paidInMarch = decidedIn(
    'dongying',
    {
      type: 'NotePaid',
      ...medical,
      months: [march],
      items: [
        { item: 'with-account', orderId: 'order-1', amount: yuan('375.36') },
        { item: 'mutual-aid', orderId: 'order-1', amount: yuan('132.00') },
      ],
    },
    [insured],
  );
  it('that is paid first has the surcharge of the year in its bundle', () =>
    expect(quotedIn('dongying', inApril)).toMatchObject({
      total: '507.36',
      bundles: [{ bundleId: `${personId}:2025-04`, items: ['with-account', 'mutual-aid'] }],
    }));
  it('after it has none, although another is paid later', () =>
    expect(quotedIn('dongying', inApril, [insured, ...paidInMarch])).toMatchObject({
      total: '375.36',
      bundles: [{ items: ['with-account'] }],
    }));
  it('has it again once the money of the first has gone back', () => {
    const past = [insured, ...paidInMarch];
    const reopened = decidedIn(
      'dongying',
      { type: 'NoteReopened', ...medical, months: [march], orderId: 'order-1' },
      past,
    );
    expect(quotedIn('dongying', inApril, [...past, ...reopened])).toMatchObject({ total: '507.36' });
  });
});

describe("under the pack of Tai'an, a medical base", () => {
  const july = { at: instant('2023-07-18T12:00:00+08:00'), months: [month('2023-07')] };
  it('is the payer’s choice, and declares no pension base', () => {
    const command = medicalQuote({ ...july, base: yuan('5000.00'), channel: 'wechat' });
    const events = decidedIn('taian', command, [insured]);
    expect(events.map(({ type }) => type)).toEqual(['QuoteIssued']);
    expect(recorded(events, QuoteIssued)).toMatchObject({ total: '500.00', certificate: { pack: 'taian' } });
  });
  it('is asked for, with its bounds among the payables and in an estimate', () => {
    const account = contributionAccount(pack('taian'));
    given(account, insured).when(medicalQuote(july)).thenRejected('base-required');
    const state = account.evolve(account.initial, insured);
    const shown = payables(pack('taian'), { insurance: 'medical', state, events: [] }, july.at);
    expect(shown.find(({ month: own }) => own === '2023-07')).toMatchObject({
      status: 'payable',
      limits: { lower: '3980.00', upper: '19899.00' },
    });
    expect(
      estimate(pack('taian'), { insurance: 'medical', ...july, scheme: 'pooled', base: yuan('3980.00') }),
    ).toMatchObject({ total: '218.90' });
  });
});

it('under the pack of Zaozhuang, the rest of the year is quoted in advance, a bundle a month', () => {
  const months = ['2023-10', '2023-11', '2023-12'].map(month);
  const quote = quotedIn('zaozhuang', { at: instant('2023-10-18T12:00:00+08:00'), months });
  expect(quote).toMatchObject({ total: '877.80' });
  expect('bundles' in quote && quote.bundles.map(({ month: own }) => own)).toEqual(months);
});

it('under the pack of Zaozhuang, a month that an employer will cover cannot be prepaid', () => {
  const cover: AccountEvent = { type: 'EmployerCoverNoted', data: { ...medical, from: month('2023-11') } };
  given(contributionAccount(pack('zaozhuang')), insured, cover)
    .when(
      medicalQuote({ at: instant('2023-10-18T12:00:00+08:00'), months: ['2023-10', '2023-12'].map(month) }),
    )
    .thenRejected('covered-by-employer');
});
