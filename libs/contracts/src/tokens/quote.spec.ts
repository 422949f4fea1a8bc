import { MedicalQuote, PensionQuote, QuoteClaims } from './quote';

const id = '10000000-0000-4000-8000-000000000001';
const common = {
  quoteId: id,
  personId: id,
  district: '370102',
  total: '1000.00',
  issuedAt: '2022-05-18T12:00:00.000+08:00',
  expiresAt: '2022-05-18T12:30:00.000+08:00',
  certificateHash: 'x',
};
const line = { item: 'pension', month: '2022-05', base: '5000.00', rate: '0.20', amount: '1000.00' };
const pension = { ...common, insurance: 'pension', lines: [line] };
const medicalLine = { ...line, item: 'mutual-aid', bundleId: `${id}:2022-05` };
const withoutBundles = { ...common, insurance: 'medical', lines: [medicalLine] };
const bundle = {
  bundleId: `${id}:2022-05`,
  month: '2022-05',
  scheme: 'pooled',
  items: ['mutual-aid', 'late-fee'],
};
const medical = { ...withoutBundles, bundles: [bundle] };
const reads = (claims: object): boolean => QuoteClaims.safeParse(claims).success;

describe('the claims of a quote', () => {
  it.each([
    pension,
    { ...pension, channel: 'wechat', lines: [{ ...line, parts: { pooledFund: '1000.00' } }] },
    medical,
    { ...medical, lines: [{ ...medicalLine, billId: 'bill-1' }] },
    { ...medical, bundles: [{ ...bundle, billId: 'bill-1' }] },
  ])('are read as they were written: %j', (claims) => expect(QuoteClaims.parse(claims)).toEqual(claims));

  it.each([
    ['a scheme', { ...pension, scheme: 'pooled' }],
    ['a bill', { ...pension, billId: 'bill-1' }],
    ['an item of a medical month', { ...pension, lines: [medicalLine] }],
    ['a bundle', { ...pension, lines: [{ ...line, bundleId: 'b' }] }],
  ])('for pension are not read with %s', (_, claims) => {
    expect(reads(claims)).toBe(false);
    expect(PensionQuote.safeParse(claims).success).toBe(false);
  });

  it.each([
    ['neither scheme nor bundles', withoutBundles],
    ['one scheme for all months', { ...withoutBundles, scheme: 'pooled' }],
    ['one bill for all months', { ...medical, billId: 'bill-1' }],
    ['a month without its bundle', { ...medical, bundles: [{ ...bundle, month: '2022-04' }] }],
    ['two bundles of a month', { ...medical, bundles: [bundle, bundle] }],
    ['a bundle without items', { ...medical, bundles: [{ ...bundle, items: [] }] }],
    ['a pension month', { ...medical, lines: [line] }],
    ['a line without its bundle', { ...medical, lines: [{ ...medicalLine, bundleId: undefined }] }],
    ['no line', { ...medical, lines: [] }],
    ['an unknown member', { ...medical, payer: 'someone' }],
  ])('for medical insurance are not read with %s', (_, claims) => {
    expect(reads(claims)).toBe(false);
    expect(MedicalQuote.safeParse(claims).success).toBe(false);
  });
});
