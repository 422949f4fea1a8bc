import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { instant } from '@canbao/calendar';
import { payDateOf, readBillMessage, writeBillAnswer } from './message';
import { WeChatBillsSettings } from './settings';

const settings = WeChatBillsSettings.parse({
  merchantId: '1900000109',
  companyId: '370100001',
  secrets: ['0123456789abcdef0123456789abcdef'],
});
const sha1 = { ...settings, digest: 'sha1' as const };
const [secret = ''] = settings.secrets;

const head =
  '<head><version>1.0.1</version><trancode>charge</trancode><transeqnum>2022051812000001</transeqnum>' +
  '<merchantid>1900000109</merchantid></head>';
const info =
  '<info><bill_key>4401234567890123</bill_key><company_id>370100001</company_id>' +
  '<bill_no>WX20220518000001</bill_no><transaction_id>4200001234202205180123456789</transaction_id>' +
  '<pay_date>20220518120007</pay_date><customer_name>灵活就业人员</customer_name>' +
  '<pay_amount>38000</pay_amount><attach>a1b2</attach><bill_month>202205</bill_month></info>';
const charge = `<wxlifepay>${head}${info}</wxlifepay>`;

const digest = (xml: string, key = secret) =>
  createHash('sha256')
    .update(xml + key)
    .digest('hex');
const read = (text: string | Uint8Array, given: WeChatBillsSettings = settings, headers = {}) =>
  readBillMessage({ headers, body: Buffer.from(text) }, given);
const signed = (xml: string): string => digest(xml) + xml;

describe('a message of WeChat 生活缴费', () => {
  it('is read from these bytes and no others', () =>
    expect(read(`06cdcc11e16a771793c7c0f04d0ce1c6e7a798ce4b2a73adae1eb7b28a3b4013${charge}`)).toEqual({
      head: {
        version: '1.0.1',
        trancode: 'charge',
        transeqnum: '2022051812000001',
        merchantid: '1900000109',
      },
      request: {
        asks: 'charge',
        billKey: '4401234567890123',
        billNo: 'WX20220518000001',
        transactionId: '4200001234202205180123456789',
        amount: '380.00',
        paidAt: '2022-05-18T12:00:07.000+08:00',
        attach: 'a1b2',
      },
    }));

  it.each([
    ['query', { asks: 'query', billKey: '4401234567890123', beginsAt: 1 }],
    ['confirm', { asks: 'confirm', billKey: '4401234567890123', billNo: 'WX20220518000001' }],
    ['refund', { asks: 'refund', billKey: '4401234567890123', billNo: 'WX20220518000001' }],
  ])('may be a %s', (trancode, request) =>
    expect(read(signed(charge.replace('charge', trancode)))).toMatchObject({ request }),
  );

  it('may ask for rows behind the first', () => {
    const asked = charge.replace('charge', 'query').replace('<info>', '<info><begin_num>2</begin_num>');
    expect(read(signed(asked))).toMatchObject({ request: { asks: 'query', beginsAt: 2 } });
    expect(read(signed(asked.replace('>2<', '>-1<')))).toMatchObject({ refused: 'bad-message' });
  });

  it('signed with SHA-1 in upper case counts where that is agreed, and nowhere else', () => {
    const upper = createHash('sha1')
      .update(charge + secret)
      .digest('hex')
      .toUpperCase();
    expect(read(upper + charge, sha1)).toHaveProperty('request');
    expect(read(upper + charge)).toEqual({ head: undefined, refused: 'bad-message' });
    expect(read(signed(charge), sha1)).toHaveProperty('refused');
  });

  it('counts under the former secret while it changes', () => {
    const changing = { ...settings, secrets: ['f'.repeat(32), secret] };
    expect(read(signed(charge), changing)).toHaveProperty('request');
    expect(read(signed(charge), { ...settings, secrets: ['f'.repeat(32)] })).toHaveProperty('refused');
  });

  it.each([
    ['no signature', charge],
    ['the wrong case', digest(charge).toUpperCase() + charge],
    ['a line feed after its signature', `${digest(charge)}\n${charge}`],
    ['a document type', signed(`<!DOCTYPE a [<!ENTITY b "c">]>${charge}`)],
    ['a document type in lower case', signed(`<!doctype a>${charge}`)],
    ['an entity of its own', signed(charge.replace('a1b2', '&b;'))],
    ['a comment', signed(charge.replace('a1b2', '<!-- -->'))],
    ['a tag that does not end', signed(charge.replace('</info>', ''))],
    ['a field twice', signed(charge.replace('<pay_amount>', '<pay_amount>1</pay_amount><pay_amount>'))],
    ['a thousand levels', signed(`${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`)],
    ['another root', signed(charge.replaceAll('wxlifepay', 'other'))],
    ['nothing', ''],
    ['only a signature', digest('')],
    ['an unknown code', signed(charge.replace('charge', 'pay'))],
    ['no number', signed(charge.replace('WX20220518000001', ''))],
    ['no amount', signed(charge.replace('38000', '0'))],
    ['an amount in yuan', signed(charge.replace('38000', '380.00'))],
    ['an amount below zero', signed(charge.replace('38000', '-38000'))],
    ['full-width digits', signed(charge.replace('38000', '３８０００'))],
    ['a day that does not exist', signed(charge.replace('20220518120007', '20220230120007'))],
    ['an hour that does not exist', signed(charge.replace('20220518120007', '20220518250007'))],
    ['more than a message has', signed(charge.replace('a1b2', 'a'.repeat(20_000)))],
  ])('with %s is refused', (_, text) => expect(read(text)).toMatchObject({ refused: 'bad-message' }));

  it('in GBK is refused, though its signature is right', () => {
    const bytes = Buffer.concat([
      Buffer.from('<wxlifepay>'),
      Buffer.from([0xc1, 0xe9]),
      Buffer.from('</wxlifepay>'),
    ]);
    const hex = createHash('sha256').update(bytes).update(secret).digest('hex');
    expect(read(Buffer.concat([Buffer.from(hex), bytes]))).toMatchObject({ refused: 'bad-message' });
  });

  it('for another merchant or institution is refused by name', () => {
    expect(read(signed(charge.replace('1900000109', '1900000110')))).toMatchObject({
      refused: 'caller-not-allowed',
    });
    expect(read(signed(charge.replace('370100001', '370100002')))).toMatchObject({
      refused: 'institution-not-found',
    });
  });

  it('of the sandbox does not pass for one of production', () => {
    expect(read(signed(charge), settings, { 'livingpayment-issandbox': '1' })).toHaveProperty('refused');
    expect(read(signed(charge), settings, { 'livingpayment-issandbox': '0' })).toHaveProperty('request');
  });

  it('takes text in CDATA and the five entities as what they stand for', () => {
    const xml = charge.replace('a1b2', '<![CDATA[a&b]]>');
    expect(read(signed(xml))).toMatchObject({ request: { asks: 'charge' } });
    expect(read(signed(charge.replace('a1b2', 'a&amp;b&lt;&#x41;')))).toHaveProperty('refused');
    expect(read(signed(charge.replace('a1b2', 'a&amp;b&lt;')))).toMatchObject({
      request: { attach: 'a&b<' },
    });
  });

  it('with one bit changed is never accepted', () => {
    const body = Buffer.from(signed(charge));
    let accepted = 0;
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const changed = Buffer.from(body);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if ('request' in read(changed)) accepted += 1;
    }
    expect(accepted).toBe(0);
  });

  it('of any bytes is answered and throws nothing', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        expect(read(bytes)).toHaveProperty('refused'),
      ),
    ));

  it('of any text with a right signature throws nothing', () =>
    fc.assert(fc.property(fc.string(), (text) => void read(signed(`<${text}`)))));
});

describe('an answer to WeChat 生活缴费', () => {
  const asked = { version: '1.0.1', trancode: 'query', transeqnum: '7', merchantid: '1900000109' };

  it('is these bytes', () =>
    expect(
      writeBillAnswer(
        asked,
        'ok',
        [
          ['bill_key', '44'],
          ['total_num', '1'],
          ['data', [['pay_amount', '38000']]],
        ],
        settings,
      ),
    ).toBe(
      '2a44023133665fb99768e42eb838d576caf611b1da968c39f5f563619043e760' +
        '<wxlifepay><head><version>1.0.1</version><trancode>query</trancode><transeqnum>7</transeqnum>' +
        '<merchantid>1900000109</merchantid><ret_code>0</ret_code><err_msg>ok</err_msg></head>' +
        '<info><bill_key>44</bill_key><total_num>1</total_num>' +
        '<data><pay_amount>38000</pay_amount></data></info></wxlifepay>',
    ));

  it('is signed with SHA-1 in upper case where that is agreed', () =>
    expect(writeBillAnswer(asked, 'bill-unknown', undefined, sha1)).toMatch(
      /^[0-9A-F]{40}<wxlifepay><head>.*<ret_code>EQ0006<\/ret_code><err_msg>缴费编号不存在<\/err_msg><\/head><\/wxlifepay>$/,
    ));

  it('cannot be broken by what it repeats', () =>
    expect(
      writeBillAnswer({ ...asked, transeqnum: '</transeqnum><ret_code>0' }, 'our-fault', undefined, settings),
    ).toContain('<transeqnum>&lt;/transeqnum&gt;&lt;ret_code&gt;0</transeqnum>'));

  it('writes the time of payment as WeChat does', () =>
    expect(payDateOf(instant('2022-05-18T00:00:07.999+08:00'))).toBe('20220518000007'));
});
