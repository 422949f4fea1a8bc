import { causeName, channelName, insuranceName } from '../parts/words';

const items: Readonly<Record<string, string>> = {
  'pooled-unit': '单建统筹单位部分',
  'pooled-personal': '单建统筹个人部分',
  'mutual-aid': '大额医疗互助',
  'with-account': '统账结合',
  'late-fee': '滞纳金',
};
const parts: Readonly<Record<string, string>> = {
  'pooled-fund': '统筹基金',
  'personal-account': '个人账户',
  unit: '单位部分',
  personal: '个人部分',
};

/** What an account is called. */
export const accountName = (code: string): string => {
  const [number = '', first = '', second = '', third = ''] = code.split('.');
  switch (number) {
    case '1001':
      return `渠道存款 · ${channelName(first)}`;
    case '1002':
      return `国库存款 · ${insuranceName(second === '' ? first : second)}`;
    case '1003':
      return '退费转账';
    case '2101':
      return ['养老保险', parts[second] ?? second].filter((part) => part !== '').join(' · ');
    case '2201':
      return ['医疗保险', items[second] ?? second, parts[third] ?? third]
        .filter((part) => part !== '')
        .join(' · ');
    case '2900':
      return '已收未分配';
    case '2901':
      return `待查 · ${second === 'incomplete-bundle' ? '险种不全' : causeName(second)}`;
    case '2902':
      return '应退未退';
    default:
      return code;
  }
};
