/** A provision of the Personal Information Protection Law (个人信息保护法) that allows processing. */
export interface LegalGround {
  readonly article: string;
  readonly words: string;
  /** Where the law was promulgated. */
  readonly address: string;
}

const address = 'https://www.npc.gov.cn/npc/c30834/202108/a8c4e3672c74491a80b53a172bb753fe.shtml';

/** The provisions on which personal data are read here. */
export const legalGrounds = {
  duty: { article: '第十三条第一款第三项、第三十四条', words: '为履行法定职责或者法定义务所必需', address },
  agreement: {
    article: '第十三条第一款第二项、第二十九条',
    words: '为订立、履行个人作为一方当事人的合同所必需；敏感个人信息取得单独同意',
    address,
  },
  copy: { article: '第四十五条', words: '个人有权查阅、复制其个人信息', address },
  correction: { article: '第四十六条', words: '个人信息不准确或者不完整的，有权请求更正、补充', address },
  security: { article: '第五十一条', words: '采取加密、去标识化等安全技术措施', address },
} as const satisfies Record<string, LegalGround>;

/** Why personal data are decrypted, and what allows it. */
export interface Purpose {
  /** What the value is for, in English. */
  readonly why: string;
  /** The same for the person whose data it is. */
  readonly words: string;
  readonly ground: keyof typeof legalGrounds;
  /** Whether it ends where the law has data kept and no more than kept (Art. 47, second paragraph). */
  readonly ends?: true;
}

/**
 * Every purpose for which personal data are decrypted. A reading names one of them and is recorded under it;
 * what former releases called otherwise stays in their records.
 */
export const purposes = {
  registration: {
    why: 'Find out whether the number that a bureau registers is known, and under which name.',
    words: '参保登记核对',
    ground: 'duty',
  },
  correction: {
    why: 'Replace a name or number that a bureau puts right.',
    words: '更正姓名或者证件号码',
    ground: 'correction',
  },
  'counter-search': {
    why: 'Find the person at a counter by the number on their card, and show the masked name.',
    words: '柜面按证件号码查找参保人（姓名已遮盖）',
    ground: 'duty',
  },
  unmasking: {
    why: 'Show an officer name and number in full, for the reason that the officer gives.',
    words: '经办人员说明理由后查看完整姓名与证件号码',
    ground: 'duty',
  },
  match: {
    why: 'Compare the name and number that a payer has typed with those of a registered person.',
    words: '增加缴费人员时核对姓名与证件号码',
    ground: 'duty',
    ends: true,
  },
  'own-list': {
    why: 'Show payers the masked names of those they may pay for.',
    words: '缴费人查看代缴人员名单（姓名已遮盖）',
    ground: 'duty',
    ends: true,
  },
  paper: {
    why: 'Put the name on a receipt or certificate.',
    words: '出具缴费凭证',
    ground: 'duty',
    ends: true,
  },
  'paper-check': {
    why: 'Show whoever checks a paper the masked name.',
    words: '查验缴费凭证（姓名已遮盖）',
    ground: 'duty',
    ends: true,
  },
  'key-rotation': {
    why: 'Make the digest of a number under a new key; the number does not leave the process.',
    words: '更换加密密钥',
    ground: 'security',
  },
  'key-check': {
    why: 'See at the start that a key opens what it has sealed; the value does not leave the process.',
    words: '服务启动时核对加密密钥',
    ground: 'security',
  },
  'debit-agreement': {
    why: 'Have the bank confirm the account of an agreement.',
    words: '请银行验证三方协议账户',
    ground: 'agreement',
  },
  debit: { why: 'Debit the account of an agreement.', words: '按月批量扣款', ground: 'agreement' },
  'debit-refund': {
    why: 'Pay debited money back to the account that it was taken from.',
    words: '将扣款退回原账户',
    ground: 'agreement',
  },
  'refund-to-card': {
    why: 'Tell the channel to which card of the payer it is to pay an abnormal refund.',
    words: '将异常退款付至缴费人其他银行卡',
    ground: 'agreement',
  },
  'own-copy': {
    why: 'Give persons a copy of what is held about them.',
    words: '本人查阅、复制个人信息',
    ground: 'copy',
  },
} as const satisfies Record<string, Purpose>;

/** Whether what is read for the purpose ends where processing is restricted. */
export const endsWhenRestricted = (name: PurposeName): boolean => 'ends' in purposes[name];

/** The name of a purpose. */
export type PurposeName = keyof typeof purposes;
/** All names. */
export const purposeNames = Object.keys(purposes) as [PurposeName, ...PurposeName[]];

/** What is decrypted: a name, an identity number, a bank account with its holder. */
export const personalFields = ['name', 'id-number', 'bank-account'] as const;
export type PersonalField = (typeof personalFields)[number];
/** What the person is told that they are. */
export const personalFieldNames: Readonly<Record<PersonalField, string>> = {
  name: '姓名',
  'id-number': '证件号码',
  'bank-account': '银行账户与户名',
};
