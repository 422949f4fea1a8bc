import type { Day } from '@canbao/calendar';
import { bankHeaderGroups, bankMatrix, cashNoteOf } from '@canbao/rules';
import { bankNames, banks } from '@canbao/vocabulary';

/**
 * The guide in brief (社保缴费指引), for GET /guide: where to pay, what to note, the bank table and the
 * hotline (guide G1 to G3.4).
 */
export const guideOn = (today: Day) => ({
  title: '灵活就业人员社保缴费指引（济南市）',
  hotline: { number: '12366', name: '12366纳税缴费服务热线' },
  channels: [
    { guide: 'G1.1', name: '微信“山东税务社保费缴纳”小程序' },
    { guide: 'G1.1', name: '支付宝“社保缴费-济南市”小程序' },
    { guide: 'G2.1', name: '银行柜台', note: '可否使用现金或他行卡缴费的解释权归各银行所有' },
    { guide: 'G2.2', name: '参保登记所在地社保经办机构税务窗口' },
  ],
  sections: [
    {
      guide: 'G3.1',
      title: '参保登记',
      text: '缴费人需要先到人社医保部门办理参保登记，方可通过税务部门提供的缴费渠道缴费。',
    },
    {
      guide: 'G3.2.1.5',
      title: '小贴士',
      text: '只进行了养老保险缴费基数填写，并未完成缴费，税务系统将默认为该缴费人修改系统中登记的缴费基数。因此，请缴费人慎重填写缴费基数。',
    },
    {
      guide: 'G3.2.2.6',
      title: '单建统筹',
      text:
        '需同时选中“灵活就业人员基本医疗保险（单建统筹不含生育单位部分）”、“灵活就业人员基本医疗保险（单建统筹不含生育个人部分）”、' +
        '“灵活就业人员大额医疗互助保险”三项险种再进行缴费，否则会因漏缴某个险种造成医保部门无法正常记账。',
    },
    {
      guide: 'G3.3.1.1',
      title: '基本养老保险补缴',
      text: '缴费人可以缴纳当年内一月至当月期间任意月份的基本养老保险，但不允许预缴之后月份或补缴以往年度未缴费用，缓缴政策允许的情况除外。',
    },
    {
      guide: 'G3.3.2.1',
      title: '基本医疗保险补缴',
      text: '缴费人办理补缴业务，需联系经办机构推送补缴数据，再通过税务部门提供的缴费渠道进行缴费即可。',
    },
    {
      guide: 'G3.3.2.2',
      title: '中断缴费',
      text:
        '基本医疗保险缴费人因故中断缴纳基本医疗保险费的，自中断缴费的次月起暂停支付其基本医疗保险待遇；缴费人从补齐欠费和滞纳金的次月起，' +
        '恢复其基本医疗保险待遇。中断缴费超过3个月的，设置3个月的待遇享受等待期（含缴费当月）。',
    },
  ],
  bankTable: {
    guide: 'G2.1.3',
    headerGroups: bankHeaderGroups,
    banks: banks.map((key) => ({
      key,
      nameZh: bankNames[key].zh,
      nameEn: bankNames[key].en,
      cashNote: cashNoteOf(key, today),
    })),
    districts: bankMatrix.map(({ code, zh, en, banks: ticked }) => ({
      code,
      nameZh: zh,
      nameEn: en,
      banks: ticked,
    })),
  },
});
