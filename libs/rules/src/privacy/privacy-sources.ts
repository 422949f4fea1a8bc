import type { SourceDocument } from '../source-document';

/** Where it is written what may be done with personal data (个人信息), and how long they are kept. */
export const privacySources = {
  'pipl-2021': {
    title: '中华人民共和国个人信息保护法',
    issuer: '全国人民代表大会常务委员会',
    number: '主席令第九十一号',
    date: '2021-08-20',
    url: 'https://www.npc.gov.cn/npc/c30834/202108/a8c4e3672c74491a80b53a172bb753fe.shtml',
    confidence: 'A',
    note: 'Articles 44 to 50 were read in reprints.',
  },
  'accounting-archives-2015': {
    title: '会计档案管理办法',
    issuer: '财政部、国家档案局',
    number: '财政部 国家档案局令第79号',
    date: '2015-12-11',
    url: 'https://www.gov.cn/gongbao/content/2016/content_5041555.htm',
    confidence: 'B',
    note: 'Read in excerpts. That a payer’s name is kept as long as the voucher is our reading.',
  },
  'insurance-archives-2009': {
    title: '社会保险业务档案管理规定（试行）',
    issuer: '人力资源社会保障部、国家档案局',
    number: '人力资源社会保障部 国家档案局令第3号',
    date: '2009-07-23',
    url: 'https://www.gov.cn/flfg/2009-07/29/content_1378536.htm',
    confidence: 'A',
    note: 'Binds the bureaus: what is erased here lives on in their files, for 10 to 100 years.',
    background: true,
  },
} as const satisfies Readonly<Record<string, SourceDocument>>;
