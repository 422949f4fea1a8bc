import { crc32, deflateRawSync } from 'node:zlib';
import { encode } from 'iconv-lite';
import { day } from '@canbao/calendar';
import { readBill } from './bill';

const may = day('2022-05-18');
const columns = '支付宝交易号,商户订单号,业务类型,完成时间,订单金额（元）,退款批次号/请求号,服务费（元）';
const line = '2022051822001\t,a1\t,交易,2022-05-18 10:00:01,1000.00,\t,0.00';
const detail = (...lines: string[]): string =>
  [
    '#起始日期：[2022年05月18日 00:00:00]   终止日期：[2022年05月19日 00:00:00]',
    columns,
    ...lines,
    '#-----业务明细列表结束-----',
    `#交易合计：${lines.length}笔`,
    '',
  ].join('\r\n');
const summary = (count: number): string => {
  const sum = `${count * 1000}.00`;
  return [
    '门店编号,交易订单总笔数,退款订单总笔数,订单金额（元）,服务费（元）',
    `合计,${count},0,${sum},0.00`,
    '#-----业务汇总列表结束-----',
    '',
  ].join('\r\n');
};

const field = (length: 2 | 4, value: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
};

/** A zip whose directory may lie about how long a file is. */
const zipOf = (files: Readonly<Record<string, Buffer>>, said?: number): Buffer => {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [title, data] of Object.entries(files)) {
    const [name, packed] = [encode(title, 'gbk'), deflateRawSync(data)];
    const about = Buffer.concat([
      ...[0, 8, 0, 0x21].map((value) => field(2, value)),
      ...[crc32(data), packed.length, said ?? data.length].map((value) => field(4, value)),
      ...[name.length, 0].map((value) => field(2, value)),
    ]);
    const local = Buffer.concat([field(4, 0x04034b50), field(2, 20), about, name, packed]);
    const entry = [field(4, 0x02014b50), field(2, 20), field(2, 20), about];
    directory.push(Buffer.concat([...entry, Buffer.alloc(10), field(4, offset), name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = [field(4, 0x06054b50), field(4, 0), field(2, count), field(2, count)];
  return Buffer.concat([...parts, listed, ...end, field(4, listed.length), field(4, offset), field(2, 0)]);
};

const gbk = (text: string): Buffer => encode(text, 'gbk');
const files = (text: Buffer, totals = summary(1), folder = ''): Record<string, Buffer> => ({
  [`${folder}2088_20220518_业务明细.csv`]: text,
  [`${folder}2088_20220518_业务明细(汇总).csv`]: gbk(totals),
});

async function* inChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
const read = async (zip: Buffer): Promise<unknown> => {
  const bill = await readBill(inChunks(zip), may);
  if (bill.status !== 'there') return bill;
  const orderNos: string[] = [];
  for await (const { orderNo } of bill.lines) orderNos.push(orderNo);
  return orderNos;
};

describe('a bill of Alipay', () => {
  it('gives its lines when they make its totals', async () =>
    expect(await read(zipOf(files(gbk(detail(line)))))).toEqual(['a1']));

  it('whose files have names that lead elsewhere is refused', async () =>
    expect(await read(zipOf(files(gbk(detail(line)), summary(1), '../../../tmp/')))).toEqual({
      status: 'refused',
      reason: 'format',
    }));

  it('with a line that does not end is refused before it is all in memory', async () => {
    const endless = Buffer.concat([gbk(detail(line)), Buffer.alloc(64 * 1024 * 1024, 0x31)]);
    expect(await read(zipOf(files(endless)))).toEqual({ status: 'refused', reason: 'format' });
  });

  it('that unpacks to more than its directory says is refused', async () =>
    expect(await read(zipOf(files(gbk(detail(line))), 10))).toEqual({ status: 'refused', reason: 'format' }));

  it('of more files than a bill has is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}.csv`, Buffer.from('x')]));
    expect(await read(zipOf({ ...many, ...files(gbk(detail(line))) }))).toEqual({
      status: 'refused',
      reason: 'format',
    });
  });

  it('that ends in nothing, or is no zip, is refused', async () => {
    const whole = zipOf(files(gbk(detail(line))));
    for (const bytes of [Buffer.alloc(0), Buffer.from('<html>'), whole.subarray(0, whole.length / 2)])
      expect(await read(bytes)).toEqual({ status: 'refused', reason: 'format' });
  });

  it('with other totals, or in UTF-8, is refused whole', async () => {
    expect(await read(zipOf(files(gbk(detail(line)), summary(2))))).toMatchObject({ reason: 'totals' });
    expect(await read(zipOf(files(Buffer.from(detail(line)))))).toMatchObject({ status: 'refused' });
  });
});
