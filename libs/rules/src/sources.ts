import { configuredValues } from './configured-values';
import { privacySources } from './privacy/privacy-sources';
import type { SourceDocument } from './source-document';

const table = {
  guide: {
    title: '灵活就业人员自主缴费方式指南（济南，2022）',
    confidence: 'guide',
    note: 'Chinese text and English rendering with section numbers: docs/guide.',
  },

  // Limits and bases (缴费基数)
  'liaocheng-limits-2022': {
    title: '山东省2022年度缴费基数暂按2021年执行、公布后多退少补（聊城转载）',
    url: 'https://m.easyfang.com/a/2024/0224/015623420.html',
    confidence: 'A',
  },
  'shandong-notice-2021-12-28': {
    title: '山东省2022年缴费基数暂行通知（2021年12月28日，转载）',
    url: 'https://www.at317.com/shebao/html/138953.html',
    confidence: 'C',
    note: 'The only page that dates the notice.',
  },
  'weihai-limits-2022': {
    title: '威海市2022年度社会保险缴费基数',
    url: 'https://sijibu.com/default.aspx/did79805',
    confidence: 'A',
  },
  'shandong-limits-2022': {
    title: '山东省2022年度社会保险缴费基数上下限（烟台转载）',
    number: '鲁人社字〔2022〕89号',
    date: '2022-08-10',
    url: 'https://www.nidejia.com/list1/1126',
    confidence: 'A',
  },
  'jinan-limits-2022': {
    title: '济南市最新社会保险缴费基数公布，9月1日起执行',
    issuer: '网易新闻山东',
    date: '2022-08-31',
    url: 'https://sd.news.163.com/22/0831/14/HG3U0D9004379D5J.html',
    confidence: 'A',
  },
  'jinan-limits-2022-report': {
    title: '济南市2022年度社会保险缴费基数（报道）',
    url: 'https://culturechina.cn/minsheng/171551.html',
    confidence: 'A',
  },
  'qingdao-limits-2022': {
    title: '青岛市2022年度缴费基数，引用鲁人社字〔2022〕89号',
    url: 'https://mip.kang5.net/2020/02/07/558271.html',
    confidence: 'A',
    note: 'Quotes "自2022年1月1日起执行"; Jinan collected on the limits from 2022-09-01.',
  },
  'limits-2023-provisional': {
    title: '山东省2023年度缴费基数暂按2022年执行',
    url: 'https://www.gqgt.com/shebao/258057.html',
    confidence: 'B',
  },
  'shandong-limits-2023': {
    title: '山东省2023年度社会保险缴费基数上下限（青岛新闻网全文）',
    number: '鲁人社字〔2023〕59号',
    date: '2023-07-04',
    url: 'https://news.qingdaonews.com/qingdao/2023-07/08/content_23464391.htm',
    confidence: 'A',
  },
  'jinan-limits-2023': {
    title: '2023年度济南市社会保险缴费基数调整',
    url: 'https://ruoyo.com/wuxian/ldbz/68058.html',
    confidence: 'B',
    note: 'Also the Jinan true-up of January to July 2023 (需进行退费或补收).',
  },
  'limits-2024': {
    title: '山东省2024年度社会保险缴费基数上下限',
    url: 'https://33gguu.com/news/hydt/354.html',
    confidence: 'B',
  },
  'limits-2024-provisional': {
    title: '山东省2024年度缴费基数暂按2023年执行',
    url: 'https://m.jiusongjiankang.com/health/news/6819412.html',
    confidence: 'C',
  },
  'jinan-flexible-2024': {
    title: '济南市灵活就业人员2024年度缴费标准',
    url: 'https://psdyun.com/?id=1569910',
    confidence: 'B',
    note: 'Prints the pooled amount without the mutual aid of 18.00.',
  },
  'limits-2025': {
    title: '山东省2025年度缴费基数：4504.00–22518.00',
    number: '鲁人社字〔2025〕91号',
    confidence: 'B-',
    note: 'From public payroll code; the figures fit the usual formula. Confirm on an official page.',
  },
  'limits-2026': {
    title: '山东省2026年度缴费基数：4573.00–22863.00',
    number: '鲁人社字〔2026〕75号',
    date: '2026-08-14',
    confidence: 'B',
    note: 'From public payroll code; the figures fit the usual formula. Confirm on an official page.',
  },

  // Pension
  'jinan-pension-rate-2023': {
    title: '济南灵活就业人员缴费比例相关规定2023',
    url: 'https://qebk.com/techan/4a059a8209e8940c4090bd48b09352e2.html',
    confidence: 'B',
  },
  'jinan-flexible-split': {
    title: '济南灵活就业人员缴费比例（12% 与 8%）',
    url: 'https://m.jiusongjiankang.com/health/news/4503238.html',
    confidence: 'C',
  },
  'pension-decision-2005': {
    title: '国务院关于完善企业职工基本养老保险制度的决定',
    issuer: '国务院',
    number: '国发〔2005〕38号',
    date: '2005-12-03',
    url: 'https://m.dby.cn/wenda/detail-32860.html',
    confidence: 'A-',
    note: 'Article 3 as two pages quote it: 20 %, 8 % of it to the personal account. Number and date: D.',
  },
  'tax-collection-2020': {
    title: '企业和灵活就业人员社会保险费由税务部门征收的公告（转载）',
    issuer: '山东省税务局、人社厅、财政厅、医保局',
    number: '公告2020年第6号',
    url: 'https://0798ci.com/tax/94120.html',
    confidence: 'A',
    note: 'From 2020-11-01 the tax bureau collects, of people in flexible employment too.',
  },
  'jinan-hrss-2021': {
    title: '灵活就业人员缴费问答',
    issuer: '济南人社',
    date: '2021-04-26',
    url: 'https://www.rczxjob.com/article/240.html',
    confidence: 'B',
    note: 'No prepayment in Jinan: it would block cover through an employer.',
  },
  'deferral-2022': {
    title: '关于特困行业阶段性实施缓缴企业社会保险费政策的通知',
    issuer: '人力资源社会保障部办公厅、国家税务总局办公厅',
    number: '人社厅发〔2022〕16号',
    url: 'https://m12333.cn/policy/eume.html',
    confidence: 'A-',
    note: 'Number and clause as quoted by Mudanjiang.',
  },
  'jilin-deferral-2022': {
    title: '吉林省缓缴通知（白城转载），个人身份参保人员条款全文',
    number: '吉人社联〔2022〕64号',
    url: 'https://m12333.cn/policy/azee.html',
    confidence: 'A',
  },
  'shandong-deferral-2022': {
    title: '关于扩大阶段性缓缴社会保险费政策实施范围等问题的通知',
    issuer: '山东省人力资源和社会保障厅',
    number: '鲁人社发〔2022〕15号',
    url: 'https://qebk.com/techan/4a059a8209e8940c4090bd48b09352e2.html',
    confidence: 'B',
  },
  'tianjin-deferral-2022': {
    title: '天津：缓缴月份补缴不加收滞纳金',
    url: 'https://m12333.cn/policy/deay.html',
    confidence: 'C',
  },

  // Medical insurance
  'jinan-medical-rate-2021': {
    title: '济南灵活就业人员医保缴费比例调整',
    issuer: '济南本地宝',
    url: 'https://m.jn.bendibao.com/mip/53743.shtm',
    confidence: 'B',
  },
  'jinan-medical-2022': {
    title: '2022年济南灵活就业人员医保缴费标准 哪些方式可以缴费？',
    confidence: 'B',
    note: 'No address was kept. 18.00 = 10.00 outpatient pooling + 8.00 large-sum cover.',
  },
  'jinan-medical-base-2022': {
    title: '济南灵活就业人员医保2022年9月起每月217.00元',
    url: 'https://m.shebao.southmoney.com/yiliao/yibaozhishi/202208/328750.html',
    confidence: 'B',
  },
  'jinan-medical-2023': {
    title: '济南灵活就业人员医保2023年8月起缴费标准',
    issuer: '济南本地宝',
    url: 'https://m.jn.bendibao.com/live/73163.shtm',
    confidence: 'A',
  },
  'jinan-daily-medical-2023': {
    title: '济南灵活就业人员医保缴费标准（济南日报转载）',
    url: 'https://gl.dhys369.com/xw/228.html',
    confidence: 'A',
  },
  'jinan-medical-split': {
    title: '济南职工医保统账结合缴费比例（7% 与 2%）',
    url: 'https://m.jiusongjiankang.com/health/news/4661314.html',
    confidence: 'A',
  },
  'jinan-medical-arrears-2022': {
    title: '济南灵活就业人员医保欠费和滞纳金',
    number: '济医保发〔2022〕2号',
    url: 'https://ushui.net/law/v?id=v7v019f3c10',
    confidence: 'A',
    note: 'From 2022-04-01. Speaks of a late fee for flexible payers too; the amount comes with the bill.',
  },
  'waiting-arrears-elsewhere': {
    title: '职工医保中断缴费待遇规定（山东某市，转载）',
    url: 'https://www.lxnj.cn/dongshi/bhrr/7wYZO1jzgE',
    confidence: 'C',
    note: "Another city's notice: a short gap whose arrears are not paid waits as a long one.",
  },
  'social-insurance-law': {
    title: '中华人民共和国社会保险法',
    issuer: '全国人民代表大会常务委员会',
    url: 'https://xuexi.huize.com/study/detal-78416.html',
    confidence: 'A',
    note: 'Article 86, on the late fee, addresses employers.',
  },
  'late-fee-days': {
    title: '滞纳金起止日期的计算（问答）',
    url: 'https://wenda.cardbaobao.com/138012.html',
    confidence: 'C',
  },

  // Other cities of Shandong
  'taian-medical-2023': {
    title: '泰安市2023年灵活就业人员职工医保缴费',
    url: 'https://www.wavr.cn/pgqhm',
    confidence: 'B',
    note: 'Rates, free choice of the base, prepayment with top-up, scheme locked for the medical year.',
  },
  'tengzhou-medical-2023': {
    title: '滕州市2023年灵活就业人员职工医保缴费（政府网页转载）',
    date: '2023-08-30',
    url: 'https://girlsteachguys.com/zwgk/zcwdpt/ylbzj_29014/202308/t20230830_1746510.html',
    confidence: 'B',
    note: '292.60 a month, 3511.20 for the year.',
  },
  'qingdao-medical-1': {
    title: '青岛市灵活就业人员医保缴费（转载一）',
    url: 'https://ccschy.com/techan/5519.html',
    confidence: 'B',
    note: 'With the two below: 10 %, 9 % from 2020-03 to 2020-12, tiers, new limits from 2022-09-01.',
  },
  'qingdao-medical-2': {
    title: '青岛市灵活就业人员医保缴费（转载二）',
    url: 'https://www.yuhaojiang.com/news/3994.html',
    confidence: 'B',
  },
  'qingdao-medical-tiers-2022': {
    title: '2022年度青岛灵活就业人员社保缴费基数档次',
    confidence: 'B',
    note: 'No address was kept.',
  },
  'jining-medical-2021': {
    title: '济宁市2021年灵活就业人员职工医保缴费标准',
    url: 'https://w.dzwww.com/p/7439143.html',
    confidence: 'B',
  },
  'dongying-medical-2025': {
    title: '东营市2025年灵活就业人员职工医保缴费标准',
    url: 'https://m.jiusongjiankang.com/health/news/4616412.html',
    confidence: 'C',
  },

  // Refunds (退费)
  'tax-refunds-2018': {
    title: '社会保险费退费办理（转载）',
    number: '税总发〔2018〕180号',
    url: 'https://www.wenandada.cn/lizhijuzi/860888.html',
    confidence: 'C',
    note: 'Cited by a page about refunds of social insurance contributions; its own title was not seen.',
  },

  // Channels
  'gb-t-2260': {
    title: '中华人民共和国行政区划代码（三个公开数据集）',
    number: 'GB/T 2260',
    confidence: 'A',
    note: 'The High-tech Zone (高新区) is not in it.',
  },

  ...privacySources,
  ...configuredValues,
} as const satisfies Readonly<Record<string, SourceDocument>>;

/** The id by which a row cites a source. */
export type SourceId = keyof typeof table;

/** Every source that rules rest on, by id. */
export const sources: Readonly<Record<SourceId, SourceDocument>> = table;
