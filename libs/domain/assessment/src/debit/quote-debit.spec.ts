import { day, instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { on } from '@canbao/event-sourcing';
import { yuan } from '@canbao/money';
import { published, type AccountEvent } from '..';
import {
  account,
  april,
  enrolled,
  insured,
  march,
  may,
  medical,
  noon,
  pension,
  personId,
} from '../../test/accounts';
import type { QuoteDebit } from './quote-debit';

const itemId = '30000000-0000-4000-8000-000000000001';
const runId = '50000000-0000-4000-8000-000000000001';
const ask = (change: Partial<QuoteDebit> = {}): QuoteDebit => ({
  type: 'QuoteDebit',
  ...pension,
  itemId,
  runId,
  month: may,
  until: day('2022-05-25'),
  at: noon,
  ...change,
});
/** Typed into a mini-program and never paid (guide G3.2.1.5). */
const declared = (base = '5000.00'): AccountEvent => ({
  type: 'PensionBaseDeclared',
  data: { personId, base: yuan(base), channel: 'wechat', declaredAt: noon, quoteId: 'quote' },
});
const answer = (command: QuoteDebit, ...past: AccountEvent[]): AccountEvent => {
  const { outcome } = given(account, ...past).when(command);
  if (!outcome.accepted || outcome.events.length !== 1) throw new Error('one answer is due');
  return outcome.events[0]?.event as AccountEvent;
};

describe('a month of a batch debit', () => {
  it('is quoted on the registered base, also one that was declared and never paid', () => {
    const quoted = answer(ask(), enrolled, declared());
    expect(quoted).toMatchObject({
      type: 'DebitQuoted',
      data: {
        itemId,
        runId,
        month: may,
        quote: {
          quoteId: itemId,
          channel: 'batch-debit',
          total: '1000.00',
          expiresAt: '2022-05-26T00:00:00.000+08:00',
          certificate: { request: { debitUntil: '2022-05-25' } },
        },
      },
    });
    expect(published(quoted)).toMatchObject({
      type: 'canbao.assessment.DebitQuoted.v1',
      data: { personId, total: '1000.00', payBefore: '2022-05-26T00:00:00.000+08:00' },
    });
  });
  it('is answered once, on a stream of its own, and declares no base', () => {
    const quoted = answer(ask(), enrolled, declared());
    given(account, enrolled, declared())
      .when(ask())
      .then(on(`quote-${itemId}`, quoted));
  });
  it('of medical insurance is quoted as the whole bundle', () => {
    const quoted = answer(ask(medical), insured);
    expect(published(quoted)).toMatchObject({
      data: {
        total: '205.30',
        bundle: { scheme: 'pooled', items: ['pooled-unit', 'pooled-personal', 'mutual-aid'] },
      },
    });
  });
  it('on a base below a later lower limit is not debited and not changed: it is a case', () => {
    const september = { at: instant('2022-09-15T10:00:00+08:00'), until: day('2022-09-22') };
    const refused = answer(ask({ month: '2022-09' as never, ...september }), enrolled, declared('3800.00'));
    expect(refused).toMatchObject({
      type: 'DebitNotPossible',
      data: { because: 'base-below-lower-limit', details: { base: '3800.00', lower: '3980.00' } },
    });
    expect(published(refused)).toMatchObject({ type: 'canbao.assessment.DebitNotPossible.v1' });
  });
  const died: AccountEvent = { type: 'DeathNoted', data: { ...pension, on: day('2022-04-30') } };
  const employed: AccountEvent = { type: 'EmployerCoverNoted', data: { ...pension, from: may } };
  const paid: AccountEvent = { type: 'MonthsPaid', data: { ...pension, months: [may] } };
  it.each([
    ['not-registered', ask(), [declared()]],
    ['base-required', ask(), [enrolled]],
    ['person-deceased', ask(), [enrolled, declared(), died]],
    ['covered-by-employer', ask(), [enrolled, declared(), employed]],
    ['already-paid', ask(), [enrolled, declared(), paid]],
    ['arrears-push-required', ask({ ...medical, month: march }), [insured]],
    ['prior-year-not-allowed', ask({ month: '2021-12' as never }), [enrolled, declared()]],
  ] as [string, QuoteDebit, AccountEvent[]][])(
    'is not possible for the reason %s',
    (because, command, past) =>
      expect(answer(command, ...past)).toMatchObject({ type: 'DebitNotPossible', data: { because } }),
  );
  it('that failed is retried beside the current one, on the limits of today', () =>
    expect(answer(ask({ month: april }), enrolled, declared())).toMatchObject({ type: 'DebitQuoted' }));
});
