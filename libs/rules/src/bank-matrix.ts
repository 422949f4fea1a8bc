/**
 * Which bank may take counter payments in which district (guide G2.1.3). The place of registration decides the district.
 * Whether cash or another bank's card can be used is for each bank to interpret: the text of the guide's table heads two
 * column groups but loses where the first ends, so the groups are text only (configuration `bankMatrix.cashGroupSize`, unset).
 */
import type { Source } from './row';

/** The eight banks in the order of the guide's table (G2.1.3). */
export const banks = {
  ccb: { zh: '建设银行', en: 'China Construction Bank' },
  icbc: { zh: '工商银行', en: 'Industrial and Commercial Bank of China' },
  abc: { zh: '农业银行', en: 'Agricultural Bank of China' },
  qlb: { zh: '齐鲁银行', en: 'Qilu Bank' },
  psbc: { zh: '邮储银行', en: 'Postal Savings Bank of China' },
  boc: { zh: '中国银行', en: 'Bank of China' },
  citic: { zh: '中信银行', en: 'China CITIC Bank' },
  rcc: { zh: '农商银行', en: 'Rural Commercial Bank' },
} as const;
/** A bank's key on the wire. */
export type BankKey = keyof typeof banks;

/** A row of the guide's table: a place of registration and its ticked banks. */
export interface BankDistrict {
  readonly code: string;
  readonly aliases: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly banks: readonly BankKey[];
  /** True for 高新区: its code is not in GB/T 2260. */
  readonly configuration?: true;
}

const all = Object.keys(banks) as BankKey[];
const allBut = (...without: readonly BankKey[]): BankKey[] => all.filter((bank) => !without.includes(bank));

/** The table itself: 91 of 104 cells are ticked (guide G2.1.3). */
export const bankMatrix: readonly BankDistrict[] = [
  { code: '370102', aliases: [], zh: '历下区', en: 'Lixia District', banks: allBut('psbc', 'boc') },
  { code: '370103', aliases: [], zh: '市中区', en: 'Shizhong District', banks: allBut('citic') },
  { code: '370104', aliases: [], zh: '槐荫区', en: 'Huaiyin District', banks: allBut() },
  { code: '370105', aliases: [], zh: '天桥区', en: 'Tianqiao District', banks: allBut() },
  { code: '370112', aliases: [], zh: '历城区', en: 'Licheng District', banks: allBut() },
  { code: '370113', aliases: [], zh: '长清区', en: 'Changqing District', banks: allBut() },
  { code: '370114', aliases: [], zh: '章丘区', en: 'Zhangqiu District', banks: allBut('boc', 'citic') },
  { code: '370115', aliases: [], zh: '济阳区', en: 'Jiyang District', banks: allBut() },
  { code: '370116', aliases: [], zh: '莱芜区', en: 'Laiwu District', banks: allBut('qlb', 'boc') },
  { code: '370117', aliases: [], zh: '钢城区', en: 'Gangcheng District', banks: allBut('qlb', 'boc', 'citic') },
  { code: '370124', aliases: [], zh: '平阴县', en: 'Pingyin County', banks: allBut('citic') },
  { code: '370126', aliases: [], zh: '商河县', en: 'Shanghe County', banks: allBut('boc', 'citic') },
  { code: '370171', aliases: ['370176'], zh: '高新区', en: 'High-tech Zone', banks: allBut(), configuration: true },
];

/** Where the table stands. */
export const bankMatrixSource: Source = { document: '缴费指南; district codes GB/T 2260 (S56)', guide: 'G2.1.3' };

/** The two headings of the table; which columns each spans is lost in the text. */
export const bankHeaderGroups = ['支持现金或本行卡缴费', '仅支持本行卡缴费'] as const;

/** True when the guide ticks the bank for the district; false for a district it does not list. */
export const bankMayCollect = (district: string, bank: string): boolean =>
  bankMatrix.some(({ code, aliases, banks: ticked }) => (code === district || aliases.includes(district)) && ticked.some((key) => key === bank));
