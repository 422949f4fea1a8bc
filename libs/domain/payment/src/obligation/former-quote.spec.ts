import type { FormerMedicalQuote } from '@canbao/contracts';
import {
  accountQuote,
  april,
  may,
  medicalLine,
  medicalQuoteOf,
  pensionQuote,
  personId,
} from '../../test/fixtures';
import { claimsOf } from '../index';

const former = (quote: ReturnType<typeof medicalQuoteOf>, change: Partial<FormerMedicalQuote> = {}) => {
  const { bundles: _, ...claims } = quote;
  return { ...claims, scheme: 'pooled', ...change } as FormerMedicalQuote;
};
const inMay = { bundleId: `${personId}:2022-05`, month: may };

describe('the claims of a quote', () => {
  it.each([pensionQuote(may), accountQuote()])('are those that were signed', (quote) =>
    expect(claimsOf(quote)).toBe(quote),
  );
  it('have the whole bundle of the one scheme, though only some items are due', () => {
    const quote = medicalQuoteOf([medicalLine('mutual-aid')]);
    const items = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
    expect(claimsOf(former(quote))).toEqual({ ...quote, bundles: [{ ...inMay, scheme: 'pooled', items }] });
  });
  it('have the late fee and the bill of all months', () => {
    const quote = medicalQuoteOf([medicalLine('mutual-aid', april), medicalLine('late-fee')]);
    const whole = ['pooled-unit', 'pooled-personal', 'mutual-aid'];
    expect(claimsOf(former(quote, { billId: 'bill-1' }))).toMatchObject({
      bundles: [
        { month: april, scheme: 'pooled', items: whole, billId: 'bill-1' },
        { ...inMay, scheme: 'pooled', items: [...whole, 'late-fee'], billId: 'bill-1' },
      ],
    });
  });
  it('have the scheme that their lines tell', () =>
    expect(claimsOf(former(accountQuote()))).toMatchObject({
      bundles: [{ ...inMay, scheme: 'with-account', items: ['with-account'] }],
    }));
  it('have neither scheme nor bill for all months', () => {
    const claims = claimsOf(former(accountQuote(), { billId: 'bill-1' }));
    expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['scheme']));
    expect(claims).not.toHaveProperty('billId');
  });
});
