import { Segmented, Table } from 'antd';
import { useState } from 'react';
import { api } from '../../api/api';
import { Card, Head } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { More } from '../parts/more';
import { at, services, type ServiceName } from '../parts/services';
import { serviceName, shownTime } from '../parts/words';
import '../operations.css';

/** Who read what, whom the door turned away, and what operators did. */
const ReadingsPage = () => {
  const [service, setService] = useState<ServiceName>('registration');
  const [cursor, setCursor] = useState<string>();
  const query = useBody(['security', service, cursor], () =>
    api.get(at(service, 'security-log'), { query: cursor === undefined ? {} : { cursor } }),
  );
  return (
    <div className="page">
      <Head
        title="谁看过什么"
        actions={
          <Segmented<ServiceName>
            value={service}
            onChange={(chosen) => {
              setService(chosen);
              setCursor(undefined);
            }}
            options={services.map((value) => ({ value, label: serviceName(value) }))}
          />
        }
      >
        查阅个人信息、被拒绝的登录和请求、操作员的操作，按发生顺序，不能删改。
      </Head>
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <Card>
            <Table
              rowKey={({ event }) => event.id}
              size="middle"
              pagination={false}
              scroll={{ x: 720 }}
              dataSource={[...items]}
              locale={{ emptyText: '没有记录' }}
              columns={[
                { title: '时间', dataIndex: '@timestamp', render: shownTime },
                { title: '谁', dataIndex: ['user', 'id'] },
                {
                  title: '做了什么',
                  key: 'kind',
                  render: (_: unknown, { event }: { event: { id: string; kind: string; action: string } }) =>
                    kinds[event.kind] ?? event.action,
                },
                {
                  title: '内容',
                  dataIndex: 'canbao',
                  render: (canbao: Readonly<Record<string, unknown>>) => (
                    <details>
                      <summary>查看</summary>
                      <pre className="told">{JSON.stringify(canbao, undefined, 2)}</pre>
                    </details>
                  ),
                },
              ]}
            />
            <More first={cursor !== undefined} next={nextCursor} go={setCursor} />
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
