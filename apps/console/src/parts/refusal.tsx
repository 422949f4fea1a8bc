import { Refused } from '@canbao/api-client';
import { wordsOf } from '@canbao/rules';
import { districtNames, itemNames, type District, type Item } from '@canbao/vocabulary';
import { Alert } from 'antd';
import { sentenceOf } from '../api/api';

/** A condition as the platform tells it. */
export interface Unmet {
  readonly code: string;
  readonly source: string;
  readonly clearedBy: string;
  readonly clearsOn?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

const clearers: Readonly<Record<string, string>> = {
  time: '到期自动解除',
  payer: '由缴费人办理',
  'registration-agency': '由人社、医保参保登记机构办理',
  'medical-agency': '由医保经办机构推送补缴数据',
  'another bank of the district': '请到参保地的其他网点',
  channel: '由收款渠道处理',
  bureau: '由人社、医保经办机构处理',
  treasury: '等待国库入库',
  operator: '由税务部门处理',
  nobody: '不能解除',
};

const own: Readonly<Record<string, string>> = { 'bank-not-in-district': '参保地不在本柜台受理范围' };

/** What a condition says, who clears it, and from when. */
export const wordsFor = ({ code, clearedBy, clearsOn, details = {} }: Unmet): string => {
  const { missingItems, district } = details as { missingItems?: Item[]; district?: District };
  return [
    own[code] ?? wordsOf(code),
    ...(missingItems === undefined ? [] : [`缺：${missingItems.map((item) => itemNames[item]).join('、')}`]),
    ...(district === undefined ? [] : [`参保地：${districtNames[district].zh}`]),
    clearsOn === undefined ? (clearers[clearedBy] ?? clearedBy) : `${clearsOn.slice(0, 10)} 起可办`,
  ].join('，');
};

/** What went wrong, with each condition that is not met; nothing without an error. */
export const Refusal = ({ error }: { readonly error: unknown }) => {
  if (error === undefined || error === null) return null;
  const conditions =
    error instanceof Refused ? ((error.problem.conditions ?? []) as unknown as readonly Unmet[]) : [];
  return (
    <Alert
      role="alert"
      type={error instanceof Refused ? 'error' : 'warning'}
      showIcon
      title={sentenceOf(error)}
      description={
        conditions.length === 0 ? undefined : (
          <ul className="plain">
            {conditions.map((unmet) => (
              <li key={`${unmet.code} ${JSON.stringify(unmet.details)}`}>
                {wordsFor(unmet)}。<span className="soft">依据：{unmet.source}</span>
              </li>
            ))}
          </ul>
        )
      }
    />
  );
};
