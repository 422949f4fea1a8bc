import { bankNames, districtNames, type Bank, type District } from '@canbao/vocabulary';

/** Somebody who signs in at the sandbox's issuer by one click. */
export interface Person {
  /** The subject of their tokens. */
  readonly id: string;
  readonly name: string;
  /** Where they work, in Chinese. */
  readonly office: string;
  /** What their tokens say beside who they are. */
  readonly claims: Readonly<Record<string, string>>;
}

const teller = (bank: Bank, district: District, name: string): Person => ({
  id: `teller-${bank}-${district}`,
  name,
  office: `${bankNames[bank].zh} · ${districtNames[district].zh}`,
  claims: { role: 'bank', bank, district },
});

const officer = (district: District, name: string): Person => ({
  id: `tax-desk-${district}`,
  name,
  office: `办税服务厅 · ${districtNames[district].zh}`,
  claims: { role: 'tax-desk', district },
});

const clerk = (id: string, role: string, name: string, office: string): Person => ({
  id,
  name,
  office,
  claims: { role },
});

const payer = (number: number, name: string, channel: 'wechat' | 'alipay'): Person => ({
  id: `payer-${number}`,
  name,
  office: channel === 'wechat' ? '微信小程序' : '支付宝小程序',
  claims: { role: 'payer', channel },
});

/** People who work alike. */
export interface Group {
  readonly zh: string;
  readonly people: readonly Person[];
}

const byDoor = {
  console: [
    {
      zh: '银行柜面',
      people: [
        teller('ccb', '370102', '柜员 冯春华'),
        teller('icbc', '370104', '柜员 褚立新'),
        teller('abc', '370116', '柜员 卫东'),
        teller('rcc', '370124', '柜员 蒋素梅'),
      ],
    },
    { zh: '税务前台', people: [officer('370102', '税务 沈明'), officer('370124', '税务 韩玉')] },
    {
      zh: '运营',
      people: [
        clerk('operator', 'operator', '操作员 杨一', '省税务平台'),
        clerk('operator-2', 'operator', '复核员 朱二', '省税务平台'),
        clerk('auditor', 'auditor', '审计员 秦岚', '内部审计'),
      ],
    },
    {
      zh: '经办部门',
      people: [
        clerk('hrss', 'hrss', '经办 尤静', '人力资源和社会保障局'),
        clerk('medical-bureau', 'medical-bureau', '经办 许宁', '医疗保障局'),
        clerk('agency', 'agency', '经办 何平', '医保经办机构'),
      ],
    },
  ],
  payer: [
    {
      zh: '缴费人',
      people: [
        payer(1, '示例甲', 'wechat'),
        payer(2, '示例乙', 'alipay'),
        payer(3, '示例丙', 'wechat'),
        payer(4, '示例丁', 'alipay'),
      ],
    },
  ],
} as const satisfies Readonly<Record<string, readonly Group[]>>;

/** Groups of people by the door that they use. Where there are demonstration tokens the ids are theirs. */
export const doors: Readonly<Record<string, readonly Group[]>> = {
  ...byDoor,
  // The documentation tries calls out as anybody.
  docs: [...byDoor.payer, ...byDoor.console],
};

/** The person with this id behind the door; undefined if nobody has it. */
export const personOf = (door: string, id: string): Person | undefined =>
  doors[door]?.flatMap(({ people }) => people).find((person) => person.id === id);
