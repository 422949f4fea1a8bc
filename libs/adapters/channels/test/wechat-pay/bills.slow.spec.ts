import { createHash } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { day, instant } from '@canbao/calendar';
import type { StatementLine } from '@canbao/domain-payment';
import { WeChatPay } from '../../src';
import { at, mchid, orderNo, refundNo, settings } from './merchant';
import { isSignedByMerchant, WeChatStandIn } from './wechat-stand-in';

const wechat = new WeChatStandIn();
const yesterday = day('2026-03-09');
let channel: WeChatPay;
const channelAt = (moment: string): WeChatPay => {
  wechat.now = instant(moment);
  return new WeChatPay(settings({ hosts: [wechat.url], timeoutMs: 2000 }), at(moment));
};
beforeAll(() => wechat.listen());
beforeEach(() => {
  wechat.reset();
  channel = channelAt('2026-03-10T10:00:00+08:00');
});
afterEach(() => channel.disconnect());
afterAll(() => wechat.close());

// The titles and the form of the lines are those of the vendor's page on the trade bill.
const titles =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,' +
  '货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,' +
  '商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const totalTitles =
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const paid =
  '`2026-03-09 23:59:59,`wxd678efh567hg6787,`1900007291,`0,`1000,`4200001,`' +
  `${orderNo},\`oUpF8,\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`749.20,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,` +
  '`社会保险费, 2022-05,`,`4.49520,`0.60%,`749.20,`0.00,`';
const returned =
  '`2026-03-09 12:00:00,`wxd678efh567hg6787,`1900007291,`0,`1000,`4200001,`' +
  `${orderNo},\`oUpF8,\`JSAPI,\`REFUND,\`OTHERS,\`CNY,\`0.00,\`0.00,\`5030001,\`${refundNo},` +
  '`749.20,`0.00,`ORIGINAL,`PROCESSING,`社会保险费,`,`-4.49520,`0.60%,`0.00,`749.20,`';
const totals = '`2,`749.20,`749.20,`0.00,`0.00000,`749.20,`749.20';
const bom = '\uFEFF';
const fileOf = (...lines: readonly string[]): Buffer => Buffer.from(`${bom}${lines.join('\r\n')}\r\n`);
const whole = fileOf(titles, paid, returned, totalTitles, totals);
const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');

interface Served {
  readonly hash?: string;
  readonly packed?: Buffer;
  readonly url?: string;
}
const serve = (file: Buffer, { hash = sha1(file), packed = gzipSync(file), url }: Served = {}): void => {
  const address = url ?? `${wechat.url}/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd6k`;
  wechat.replyTo = ({ path }) =>
    path.startsWith('/v3/bill/')
      ? { body: { hash_type: 'SHA1', hash_value: hash, download_url: address } }
      : { file: packed };
};
const all = async <Line>(lines: AsyncIterable<Line>): Promise<Line[]> => {
  const read: Line[] = [];
  for await (const line of lines) read.push(line);
  return read;
};
const read = async (): Promise<StatementLine[]> => {
  const statement = await channel.statement(yesterday);
  if (statement.status !== 'there') throw new Error(JSON.stringify(statement));
  return all(statement.lines);
};

describe("a day's trade bill", () => {
  it('is money in and money back, in yuan, at the time of Shanghai', async () => {
    serve(whole);
    expect(await read()).toEqual([
      {
        kind: 'payment',
        orderNo,
        transactionNo: '4200001',
        amount: '749.20',
        fee: '4.50',
        at: '2026-03-09T23:59:59.000+08:00',
        status: 'SUCCESS',
      },
      {
        kind: 'refund',
        orderNo,
        transactionNo: '4200001',
        refundNo,
        amount: '749.20',
        fee: '-4.50',
        at: '2026-03-09T12:00:00.000+08:00',
        status: 'PROCESSING',
      },
    ]);
    expect(wechat.calls.map(({ path }) => path)).toEqual([
      '/v3/bill/tradebill?bill_date=2026-03-09&bill_type=ALL&tar_type=GZIP',
      '/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd6k',
    ]);
    expect(wechat.calls.map(isSignedByMerchant)).toEqual([true, true]);
  });
  it.each([
    ['amounts of one decimal or none', paid.replace('`0.00,`0,`0,`0.00,`0.00', '`0.0,`0,`0,`0,`0')],
    ['a product that has commas', paid.replace('2022-05', 'a,b,c')],
  ])('may have %s', async (_, line) => {
    serve(fileOf(titles, line, returned, totalTitles, totals));
    expect(await read()).toHaveLength(2);
  });
  it('may have no mark at its beginning, and other ends of lines', async () => {
    const plain = Buffer.from(whole.toString().replace(bom, '').replaceAll('\r\n', '\n').trimEnd());
    serve(plain);
    expect(await read()).toHaveLength(2);
  });
  it('may have no lines', async () => {
    serve(fileOf(titles, totalTitles, '`0,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00'));
    expect(await read()).toEqual([]);
  });
  it.each([
    ['one line short', fileOf(titles, paid, totalTitles, totals), 'totals'],
    ['one line too many', fileOf(titles, paid, returned, returned, totalTitles, totals), 'totals'],
    ['another amount', Buffer.from(whole.toString().replace('749.20', '749.21')), 'totals'],
    ['another count', Buffer.from(whole.toString().replace('`2,`', '`3,`')), 'totals'],
    ['no totals', fileOf(titles, paid, returned), 'totals'],
    ['totals without figures', fileOf(titles, paid, returned, totalTitles), 'totals'],
    ['two totals', fileOf(titles, paid, returned, totalTitles, totals, totals), 'format'],
    ['other titles', fileOf(titles.replace('商户号', '商号'), paid, returned, totalTitles, totals), 'format'],
    ['a column less', fileOf(titles, paid.replace(',`0.60%', ''), returned, totalTitles, totals), 'format'],
    ['no backticks', fileOf(titles, paid.replaceAll('`', ''), returned, totalTitles, totals), 'format'],
    ['a tenth of a fen', Buffer.from(whole.toString().replaceAll('749.20', '749.205')), 'format'],
    ['another merchant', Buffer.from(whole.toString().replaceAll(mchid, '1900000109')), 'format'],
    ['another currency', Buffer.from(whole.toString().replaceAll('CNY', 'USD')), 'format'],
    ['a day that does not exist', Buffer.from(whole.toString().replaceAll('03-09', '02-30')), 'format'],
    ['nothing', Buffer.alloc(0), 'totals'],
    ['a page of HTML', Buffer.from('<html>busy</html>'), 'format'],
    ['a line without end', Buffer.from(bom + titles.padEnd(200_000, 'x')), 'format'],
    ['GBK', Buffer.concat([whole.subarray(0, 600), Buffer.from([0xc9, 0xe7, 0xb1]), whole]), 'encoding'],
    ['a character cut in two', whole.subarray(0, 13), 'encoding'],
  ])('of %s is refused whole, though its hash is right', async (_, file, reason) => {
    serve(file);
    expect(await channel.statement(yesterday)).toEqual({ status: 'refused', reason });
  });
  it.each([
    ['of another hash', { hash: sha1(Buffer.from('other')) }],
    ['whose hash is that of the packed bytes', { hash: sha1(gzipSync(whole)) }],
    ['that is cut short', { packed: gzipSync(whole).subarray(0, -40) }],
    ['that is not packed', { packed: whole }],
  ])('%s is refused whole', async (_, served) => {
    serve(whole, served);
    expect(await channel.statement(yesterday)).toEqual({ status: 'refused', reason: 'hash' });
  });
  it('is fetched from nobody else: our signature would go along', async () => {
    serve(whole, { url: 'http://127.0.0.1:9/v3/billdownload/file?token=1' });
    expect(await channel.statement(yesterday)).toEqual({ status: 'unknown' });
    expect(wechat.calls).toHaveLength(1);
  });
  it.each([
    [400, 'STATEMENT_CREATING', '10:00', 'not-ready'],
    [404, 'STATEMENT_CREATING', '10:00', 'not-ready'],
    [400, 'NO_STATEMENT_EXIST', '10:00', 'empty'],
    [404, 'NO_STATEMENT_EXIST', '10:00', 'empty'],
    [404, 'NO_STATEMENT_EXIST', '09:59', 'not-ready'],
    [400, 'INVALID_REQUEST', '10:00', 'unknown'],
    [429, 'FREQUENCY_LIMITED', '10:00', 'unknown'],
    [500, 'SYSTEM_ERROR', '10:00', 'unknown'],
  ])(
    'answered with %s %s at %s is %s: by its code, and being made is not empty',
    async (status, code, time, told) => {
      const then = channelAt(`2026-03-10T${time}:00+08:00`);
      wechat.replyTo = () => ({ status, body: { code, message: '' } });
      expect(await then.statement(yesterday)).toEqual({ status: told });
      await then.disconnect();
    },
  );
  it('leaves no file behind, read to its end or not', async () => {
    const open = (): string[] =>
      readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).includes('bill-') ? [fd] : [];
        } catch {
          return [];
        }
      });
    const named = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('bill-'));
    const before = named();
    serve(whole);
    const statement = await channel.statement(yesterday);
    if (statement.status !== 'there') throw new Error(statement.status);
    expect(open()).toHaveLength(1);
    for await (const line of statement.lines) if (line.kind === 'payment') break;
    serve(fileOf(titles, paid, totalTitles, totals));
    await channel.statement(yesterday);
    serve(whole, { packed: whole });
    await channel.statement(yesterday);
    expect(open()).toEqual([]);
    expect(named()).toEqual(before);
  });
  it('is not taken for empty when WeChat no longer keeps it', async () => {
    const later = channelAt('2026-06-20T12:00:00+08:00');
    wechat.replyTo = () => ({ status: 400, body: { code: 'NO_STATEMENT_EXIST', message: '' } });
    expect(await later.statement(yesterday)).toEqual({ status: 'unknown' });
    await later.disconnect();
  });
  it('of many lines is read as they come, twice, without holding them', async () => {
    const count = 50_000;
    const sums = `\`${count},\`${(749.2 * count).toFixed(2)},\`0.00,\`0.00,\`${(4.4952 * count).toFixed(5)}`;
    const figures = `${sums},\`${(749.2 * count).toFixed(2)},\`0.00`;
    serve(fileOf(titles, ...Array.from({ length: count }, () => paid), totalTitles, figures));
    const statement = await channel.statement(yesterday);
    if (statement.status !== 'there') throw new Error(JSON.stringify(statement));
    let lines = 0;
    for await (const line of statement.lines) lines += line.kind === 'payment' ? 1 : 0;
    expect(lines).toBe(count);
  });
});

describe("a day's fund flow bill", () => {
  const flowTitles =
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),' +
    '资金变更提交申请人,备注,业务凭证号';
  const flowTotalTitles = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额';
  const income = `\`2026-03-09 10:00:00,\`4200001,\`900001,\`社保缴费,\`交易,\`收入,\`749.20,\`749.20,\`system,\`,\`${orderNo}`;
  const outgo = `\`2026-03-09 12:00:00,\`5030001,\`900002,\`退款,\`退款,\`支出,\`749.20,\`0.00,\`api,\`,\`${refundNo}`;

  it('is every movement of the account', async () => {
    serve(fileOf(flowTitles, income, outgo, flowTotalTitles, '`2,`1,`749.20,`1,`749.20'));
    const bill = await channel.fundFlow(yesterday);
    if (bill.status !== 'there') throw new Error(JSON.stringify(bill));
    expect(await all(bill.lines)).toMatchObject([
      { businessNo: '4200001', business: '交易', direction: 'in', amount: '749.20', balance: '749.20' },
      { businessNo: '5030001', business: '退款', direction: 'out', amount: '749.20', balance: '0.00' },
    ]);
    expect(wechat.calls[0]?.path).toBe(
      '/v3/bill/fundflowbill?bill_date=2026-03-09&account_type=BASIC&tar_type=GZIP',
    );
  });
  it.each([
    ['in and out mixed up', '`2,`2,`1498.40,`0,`0.00', 'totals'],
    ['another sum', '`2,`1,`749.20,`1,`749.21', 'totals'],
  ])('with %s is refused', async (_, figures, reason) => {
    serve(fileOf(flowTitles, income, outgo, flowTotalTitles, figures));
    expect(await channel.fundFlow(yesterday)).toEqual({ status: 'refused', reason });
  });
});
