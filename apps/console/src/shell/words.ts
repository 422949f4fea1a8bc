/** What roles are called. */
export const roleNames = {
  hrss: '人社经办',
  'medical-bureau': '医保经办',
  agency: '经办机构',
  'tax-desk': '税务前台',
  bank: '银行柜员',
  payer: '缴费人',
  operator: '运营',
  auditor: '审计',
} as const;
/** What a sign-in may be. */
export type Role = keyof typeof roleNames;
