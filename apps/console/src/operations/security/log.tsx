import { Segmented } from 'antd';
import { useState } from 'react';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { actionName } from '../approvals/words';
import { Actor, Card } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded } from '../parts/loaded';
import { More, usePages } from '../parts/more';
import { at, services, type ServiceName } from '../parts/services';
import { refusalName, serviceName, shownTime } from '../parts/words';

type Entry = Shown<'/operations/payment/security-log'>['items'][number];

/** What the security log of a service keeps: readings, refusals, and what operators did. */
export const Log = () => {
  const [service, setService] = useState<ServiceName>('registration');
  const { query, place } = usePages(['security', service], (page) =>
    api.get(at(service, 'security-log'), { query: page }),
  );
  return (
    <Card>
      <Segmented<ServiceName>
        value={service}
        onChange={setService}
        options={services.map((value) => ({ value, label: serviceName(value) }))}
      />
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <>
            <Listing
              label="记录"
              rows={items}
              keyOf={({ event }) => event.id}
              nothing="没有记录。"
              columns={[
                { title: '时间', of: (entry) => shownTime(entry['@timestamp']) },
                { title: '谁', of: ({ user }) => <Actor of={user.id} /> },
                { title: '做了什么', of: ({ event }) => kinds[event.kind] ?? '其他' },
                { title: '哪一项', of: whatOf },
                {
                  title: '凭据',
                  of: ({ canbao }) => (
                    <details>
                      <summary>查看</summary>
                      <pre className="told">{JSON.stringify(canbao, undefined, 2)}</pre>
                    </details>
                  ),
                },
              ]}
            />
            <More place={place} next={nextCursor} />
          </>
        )}
      </Loaded>
    </Card>
  );
};

const kinds: Readonly<Record<string, string>> = {
  PersonalDataRead: '查阅个人信息',
  IdentityCheckFailed: '姓名证件核对不符',
  RequestsRefused: '请求被拒绝',
  ActionProposed: '提请操作',
  ActionApproved: '复核通过',
  ActionRejected: '驳回或撤回',
  OperatorActed: '操作办结',
  RuleOverrideProposed: '提请调整标准',
  RuleOverrideApproved: '通过调整标准',
  RuleOverrideRejected: '驳回调整标准',
};
const fields: Readonly<Record<string, string>> = {
  name: '姓名',
  'id-number': '证件号码',
  'bank-account': '银行账号',
};

const whatOf = ({ event, canbao }: Entry): string => {
  const { field, action, outcome, count } = canbao;
  switch (event.kind) {
    case 'PersonalDataRead':
      return fields[String(field)] ?? '';
    case 'RequestsRefused':
      return `${refusalName(String(action))}，${String(count)} 次`;
    case 'ActionProposed':
      return actionName(String(action));
    case 'OperatorActed':
      return `${actionName(String(action))}${outcome === undefined || outcome === 'done' ? '' : '（未办成）'}`;
    default:
      return '';
  }
};
