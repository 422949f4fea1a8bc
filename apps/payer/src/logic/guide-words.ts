/** The guide in English, by its section (docs/guide/guide.en.md); the Chinese text holds. */
const sections: Readonly<Record<string, readonly [title: string, text: string]>> = {
  'G3.1': [
    'Registration',
    'Register for the insurance with the human resources or the medical insurance department ' +
      'first. Only then can you pay through the channels of the tax department.',
  ],
  'G3.2.1.5': [
    'Tip',
    'If you only fill in the pension contribution base and do not complete the payment, the tax ' +
      'system takes this as changing the registered base. Please fill it in with care.',
  ],
  'G3.2.2.6': [
    'Pooled-only scheme',
    'Tick all three items before paying: the unit part, the personal part, and large-sum medical ' +
      'mutual aid. If one is missed, the medical insurance department cannot book the payment.',
  ],
  'G3.3.1.1': [
    'Back-paying pension insurance',
    'Any month from January of this year up to the current month may be paid. Later months cannot ' +
      'be paid in advance, nor earlier years back-paid, except where a deferral policy allows it.',
  ],
  'G3.3.2.1': [
    'Back-paying medical insurance',
    'Ask the agency to push the back-payment data, then pay through the channels of the tax department.',
  ],
  'G3.3.2.2': [
    'Interruption',
    'Benefits are suspended from the month after the interruption, and restored from the month ' +
      'after the arrears and the late fee are paid. After more than 3 months a waiting period of 3 ' +
      'months applies, counting the month of payment.',
  ],
};
const channels: Readonly<Record<string, string>> = {
  '微信“山东税务社保费缴纳”小程序': 'WeChat mini-program of Shandong Tax',
  '支付宝“社保缴费-济南市”小程序': 'Alipay mini-program of Jinan',
  银行柜台: 'Bank counter',
  参保登记所在地社保经办机构税务窗口: 'Tax window of the agency where the insurance is registered',
  可否使用现金或他行卡缴费的解释权归各银行所有:
    'Whether cash or cards of other banks can be used is for each bank to say',
  '12366纳税缴费服务热线': 'Tax service hotline 12366',
};

/** A section of the guide in the reader's language. */
export const guideSection = (
  { guide, title, text }: { readonly guide: string; readonly title: string; readonly text: string },
  isEnglish: boolean,
): readonly [title: string, text: string] => (isEnglish ? (sections[guide] ?? [title, text]) : [title, text]);

/** A name or a note of the guide in the reader's language. */
export const guideName = (zh: string, isEnglish: boolean): string => (isEnglish ? (channels[zh] ?? zh) : zh);
