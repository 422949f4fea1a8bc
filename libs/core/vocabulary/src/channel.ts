/** The eight banks in the order of the guide's table (G2.1.3). */
export const banks = ['ccb', 'icbc', 'abc', 'qlb', 'psbc', 'boc', 'citic', 'rcc'] as const;

/** A bank's key on the wire. */
export type Bank = (typeof banks)[number];

/** The banks' names, as the guide prints them. */
export const bankNames: Readonly<Record<Bank, { readonly zh: string; readonly en: string }>> = {
  ccb: { zh: '建设银行', en: 'China Construction Bank' },
  icbc: { zh: '工商银行', en: 'Industrial and Commercial Bank of China' },
  abc: { zh: '农业银行', en: 'Agricultural Bank of China' },
  qlb: { zh: '齐鲁银行', en: 'Qilu Bank' },
  psbc: { zh: '邮储银行', en: 'Postal Savings Bank of China' },
  boc: { zh: '中国银行', en: 'Bank of China' },
  citic: { zh: '中信银行', en: 'China CITIC Bank' },
  rcc: { zh: '农商银行', en: 'Rural Commercial Bank' },
};

/** The mini-programs of WeChat and Alipay (guide G1.1). */
export const miniPrograms = ['wechat', 'alipay'] as const;

/**
 * Ways to pay: the two mini-programs (guide G1.1), the tax front desk (G2.2), the eight banks (G2.1.3),
 * WeChat 生活缴费, which asks for the bill itself, and monthly batch debit (按月批扣).
 */
export const channels = [...miniPrograms, 'tax-desk', ...banks, 'wechat-bills', 'batch-debit'] as const;

/** A channel's key on the wire. */
export type Channel = (typeof channels)[number];

/** Whether people take the money, over a counter with a drawer: of a bank, or of a tax desk. */
export const isCounter = (channel: Channel): boolean =>
  channel === 'tax-desk' || banks.some((bank) => bank === channel);
