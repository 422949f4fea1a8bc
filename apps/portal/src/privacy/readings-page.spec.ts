import { instant } from '@canbao/calendar';
import { readings } from './readings-page';

type Told = Parameters<typeof readings.page>[0];
const at = (minute: number): string => `2022-05-18T10:${String(minute).padStart(2, '0')}:00.000+08:00`;
const read = (minute: number, change: object = {}): Told['items'][number] => ({
  readAt: instant(at(minute)),
  field: 'name',
  fieldText: '姓名',
  purpose: 'paper',
  purposeText: '出具缴费凭证',
  by: { role: 'bank', bank: 'ccb', text: '中国建设银行柜面', isCaller: false },
  ...change,
});
const told = (items: Told['items'], nextBefore?: number): Told => ({
  items,
  ...(nextBefore === undefined ? {} : { nextBefore: instant(at(nextBefore)) }),
});
const minutes = (merged: object): number[] =>
  (merged as Told).items.map(({ readAt }) => Number(readAt.slice(14, 16)));

describe('the readings of a person', () => {
  it('are put in one order over all services', () => {
    const merged = readings.merged(told([read(9), read(4)]), [told([read(7), read(1)])]);
    expect(minutes(merged)).toEqual([9, 7, 4, 1]);
    expect(merged).not.toHaveProperty('nextBefore');
  });

  it('end where the page of one service ends: what others have before it comes with the next page', () => {
    const merged = readings.merged(told([read(9), read(6)], 6), [told([read(8), read(6), read(2)])]);
    expect(minutes(merged)).toEqual([9, 8, 6, 6]);
    expect(merged).toMatchObject({ nextBefore: at(6) });
  });

  it('are a page in the words of the law, which tells the own reading apart and leads to earlier ones', () => {
    const own = { role: 'payer', channel: 'wechat', text: '缴费人（微信小程序）', isCaller: true } as const;
    const ground = { article: '第四十五条', words: 'x', address: 'http://www.npc.gov.cn/' };
    const html = readings.page(told([read(9, { by: own, ground }), read(4, { purposeText: '<b>' })], 4));
    for (const said of [
      '2022-05-18 10:09:00',
      '缴费人（微信小程序） <small>（您本人的登录）</small>',
      '中国建设银行柜面',
      '个人信息保护法第四十五条',
      '&lt;b&gt;',
      '?before=2022-05-18T10%3A04%3A00.000%2B08%3A00',
    ])
      expect(html).toContain(said);
    expect(readings.page(told([]))).toContain('没有查阅记录');
  });
});
