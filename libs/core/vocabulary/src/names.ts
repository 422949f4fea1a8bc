import { bankNames, banks, type Channel } from './channel';
import type { Insurance } from './insurance';
import type { Item } from './item';

/** What papers call an insurance. */
export const insuranceNames: Readonly<Record<Insurance, string>> = {
  pension: '基本养老保险',
  medical: '基本医疗保险',
};

/** What papers call a line: the items of a medical month as the guide prints them (G3.2.2.6). */
export const itemNames: Readonly<Record<Item, string>> = {
  pension: '灵活就业人员基本养老保险',
  'pension-true-up': '灵活就业人员基本养老保险（多退少补）',
  'pooled-unit': '灵活就业人员基本医疗保险（单建统筹不含生育单位部分）',
  'pooled-personal': '灵活就业人员基本医疗保险（单建统筹不含生育个人部分）',
  'mutual-aid': '灵活就业人员大额医疗互助保险',
  'with-account': '灵活就业人员基本医疗保险（统账结合）',
  'late-fee': '滞纳金',
};

const counterNames = Object.fromEntries(banks.map((bank) => [bank, `${bankNames[bank].zh}柜面`]));

/** What papers call a way to pay. */
export const channelName = (channel: Channel): string =>
  counterNames[channel] ?? otherChannels[channel] ?? channel;

const otherChannels: Readonly<Partial<Record<Channel, string>>> = {
  wechat: '微信小程序',
  alipay: '支付宝小程序',
  'tax-desk': '办税服务厅',
  'wechat-bills': '微信生活缴费',
  'batch-debit': '按月批扣',
};
