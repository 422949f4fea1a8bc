import { contractEvents, QuoteClaims } from '@canbao/contracts';
import { on } from '@canbao/event-sourcing';
import { given } from '@canbao/event-sourcing/given';
import { yuan } from '@canbao/money';
import { published, quoteStream, recorded, type AccountEvent } from '..';
import { QuoteIssued } from '../account/contribution-account.events';
import {
  account,
  april,
  decidedBy,
  enrolled,
  insured,
  may,
  medicalQuote,
  noon,
  pension,
  personId,
  quote,
  quoteId,
} from '../../test/accounts';

const typesOf = (events: readonly AccountEvent[]) => events.map(({ type }) => type);

describe('a quote', () => {
  it('has lines, total and certificate, and is issued once', () => {
    const events = decidedBy(quote({ months: [april, may] }), enrolled);
    expect(recorded(events, QuoteIssued)).toMatchObject({
      ...pension,
      quoteId,
      district: '370102',
      total: '2000.00',
      issuedAt: noon,
      expiresAt: '2022-05-18T12:30:00.000+08:00',
      lines: [
        { item: 'pension', month: april, amount: '1000.00' },
        { item: 'pension', month: may, amount: '1000.00' },
      ],
      certificate: { pack: 'jinan' },
    });
    given(account, enrolled, ...events.map((event) => on(quoteStream(quoteId), event)))
      .when(quote())
      .thenNothing();
  });
  it('is in a stream of its own: an account keeps only the base that was declared with it', () => {
    const [declared, issued] = decidedBy(quote({ channel: 'wechat' }), enrolled) as [
      AccountEvent,
      AccountEvent,
    ];
    given(account, enrolled)
      .when(quote({ channel: 'wechat' }))
      .then(declared, on(`quote-${quoteId}`, issued));
  });
  it('of a pooled month has one bundle of its scheme', () =>
    expect(recorded(decidedBy(medicalQuote(), insured), QuoteIssued)).toMatchObject({
      insurance: 'medical',
      bundles: [
        {
          bundleId: `${personId}:2022-05`,
          month: '2022-05',
          scheme: 'pooled',
          items: ['pooled-unit', 'pooled-personal', 'mutual-aid'],
        },
      ],
      total: '205.30',
      lines: ['112.38', '74.92', '18.00'].map((amount) => ({ amount, bundleId: `${personId}:2022-05` })),
    }));
  it.each([
    ['pension', decidedBy(quote({ channel: 'wechat', payerId: 'payer-1' }), enrolled)],
    ['medical', decidedBy(medicalQuote({ channel: 'ccb' }), insured)],
  ])('for %s insurance is what a token can claim', (insurance, events) => {
    const { certificate: _, ...quoted } = recorded(events, QuoteIssued);
    const claims = { ...quoted, certificateHash: 'hash' };
    expect(QuoteClaims.parse(claims)).toEqual(claims);
    expect(claims.insurance).toBe(insurance);
  });
  it('names the channel that it was issued in', () =>
    expect(recorded(decidedBy(quote({ channel: 'alipay' }), enrolled), QuoteIssued)).toMatchObject({
      channel: 'alipay',
    }));
  it('names the payer who asked for it', () =>
    expect(
      recorded(decidedBy(quote({ channel: 'alipay', payerId: 'payer-1' }), enrolled), QuoteIssued),
    ).toMatchObject({ payerId: 'payer-1' }));
  it('names no channel, no payer and no bill where there is none', () => {
    const quoted = recorded(decidedBy(medicalQuote(), insured), QuoteIssued);
    expect(quoted).not.toHaveProperty('channel');
    expect(quoted).not.toHaveProperty('payerId');
    expect(quoted).not.toHaveProperty('billId');
  });
  it('is for the requested items only', () =>
    given(account, insured)
      .when(medicalQuote({ items: ['pooled-unit'] }))
      .thenRejected('bundle-incomplete'));
  it('requires an enrolment for that very insurance', () =>
    given(account).when(quote()).thenRejected('not-registered'));
  it('requires a base, typed or registered', () => {
    const { base: _, ...withoutBase } = quote() as { base?: unknown };
    given(account, enrolled)
      .when(withoutBase as never)
      .thenRejected('base-required');
  });
  it('is refused for a paid month, with the condition', () =>
    given(account, enrolled, { type: 'MonthsPaid', data: { ...pension, months: [may] } })
      .when(quote({ months: [april, may] }))
      .thenRejected('already-paid', {
        rejectedMonths: [may],
        conditions: [expect.objectContaining({ code: 'already-paid', clearedBy: 'channel' })],
      }));
  it('is published without lines or certificate', () => {
    const [event] = decidedBy(quote({ months: [april, may] }), enrolled).map(published);
    expect(event).toEqual({
      type: 'canbao.assessment.QuoteIssued.v1',
      data: {
        ...pension,
        quoteId,
        months: [april, may],
        total: '2000.00',
        expiresAt: '2022-05-18T12:30:00.000+08:00',
      },
    });
  });
  it('of a medical month is published with the month once', () => {
    const [event] = decidedBy(medicalQuote(), insured).map(published);
    expect(event?.data).toMatchObject({ months: [may] });
  });
  it('that was not recorded cannot be read: a bug, not a refusal', () =>
    expect(() => recorded([enrolled], QuoteIssued)).toThrow('no QuoteIssued was recorded'));
});

describe('a pension base', () => {
  it.each([
    ['wechat', true],
    ['alipay', true],
    ['tax-desk', false],
    ['ccb', false],
    ['rcc', false],
  ] as const)('typed in %s is declared: %s', (channel, declared) =>
    expect(typesOf(decidedBy(quote({ channel }), enrolled))).toEqual([
      ...(declared ? ['PensionBaseDeclared'] : []),
      'QuoteIssued',
    ]),
  );
  it('typed in no channel is not declared', () =>
    expect(typesOf(decidedBy(quote(), enrolled))).toEqual(['QuoteIssued']));
  it('that is declared serves the next quote, although nothing was paid', () => {
    const declared = decidedBy(quote({ channel: 'wechat', base: yuan('4500.00') }), enrolled);
    expect(declared[0]).toEqual({
      type: 'PensionBaseDeclared',
      data: { personId, base: '4500.00', channel: 'wechat', declaredAt: noon, quoteId },
    });
    const { base: _, ...withoutBase } = quote({ quoteId: 'another' }) as { base?: unknown };
    const next = decidedBy(withoutBase as never, enrolled, ...declared);
    expect(recorded(next, QuoteIssued).total).toBe('900.00');
  });
  it('that is registered already is not declared again', () => {
    const declared = decidedBy(quote({ channel: 'wechat' }), enrolled);
    const next = decidedBy(quote({ channel: 'alipay', quoteId: 'another' }), enrolled, ...declared);
    expect(typesOf(next)).toEqual(['QuoteIssued']);
  });
  it('that differs from the registered one is declared', () => {
    const declared = decidedBy(quote({ channel: 'wechat' }), enrolled);
    const other = quote({ channel: 'wechat', quoteId: 'another', base: yuan('4500.00') });
    expect(typesOf(decidedBy(other, enrolled, ...declared))).toEqual(['PensionBaseDeclared', 'QuoteIssued']);
  });
  it.each([
    ['3745.00', 'base-below-lower-limit'],
    ['18727.00', 'base-above-upper-limit'],
    ['5000.50', 'base-not-multiple-of-step'],
  ] as const)('of %s is refused as %s and not declared', (base, reason) =>
    given(account, enrolled)
      .when(quote({ channel: 'wechat', base: yuan(base) }))
      .thenRejected(reason),
  );
  it('is refused for medical insurance, and not declared', () =>
    given(account, insured)
      .when(medicalQuote({ channel: 'wechat', base: yuan('5000.00') }))
      .thenRejected('field-not-applicable'));
  it('is published as its contract says', () => {
    const event = decidedBy(quote({ channel: 'wechat' }), enrolled).map(published)[0];
    expect(event?.type).toBe('canbao.assessment.PensionBaseDeclared.v1');
    expect(contractEvents['canbao.assessment.PensionBaseDeclared.v1'].data.parse(event?.data)).toEqual({
      personId,
      base: '5000.00',
      channel: 'wechat',
      declaredAt: noon,
      quoteId,
    });
  });
});
