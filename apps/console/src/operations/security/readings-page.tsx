import { Segmented } from 'antd';
import { useState } from 'react';
import { api } from '../../api/api';
import { Card, Head } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded } from '../parts/loaded';
import { More, usePages } from '../parts/more';
import { at, services, type ServiceName } from '../parts/services';
import { serviceName, shownTime } from '../parts/words';
import '../operations.css';

/** Who read what, whom the door turned away, and what operators did. */
const ReadingsPage = () => {
  const [service, setService] = useState<ServiceName>('registration');
  const { query, place } = usePages(['security', service], (page) =>
    api.get(at(service, 'security-log'), { query: page }),
  );
  return (
    <div className="page">
      <Head
        title="谁看过什么"
        actions={
          <Segmented<ServiceName>
            value={service}
            onChange={setService}
            options={services.map((value) => ({ value, label: serviceName(value) }))}
          />
        }
      >
        查阅个人信息、被拒绝的登录和请求、操作员的操作，按发生顺序，不能删改。
      </Head>
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <Card>
            <Listing
              label="记录"
              rows={items}
              keyOf={({ event }) => event.id}
              nothing="没有记录。"
              columns={[
                { title: '时间', of: (entry) => shownTime(entry['@timestamp']) },
                { title: '谁', of: ({ user }) => user.id },
                { title: '做了什么', of: ({ event }) => kinds[event.kind] ?? event.action },
                {
                  title: '内容',
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
          </Card>
        )}
      </Loaded>
    </div>
  );
};
export default ReadingsPage;

const kinds: Readonly<Record<string, string>> = {
  PersonalDataRead: '查阅个人信息',
  RequestsRefused: '请求被拒绝',
  ActionProposed: '提请操作',
  ActionApproved: '复核通过',
  ActionRejected: '驳回或撤回',
  ActionDone: '操作办结',
  ActionFailed: '操作未办成',
};
