import { citation, valueInChinese } from '@canbao/rules';
import { Input } from 'antd';
import { useState } from 'react';
import { api } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Card, Code, Head, Mark } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded, useBody } from '../parts/loaded';
import { Overrides } from './overrides';
import { WhatIf } from './what-if';
import '../operations.css';

/** The rules in force, where they are written, what changes next, and what another limit would change. */
const RulesPage = () => {
  const [day, setDay] = useState<string>();
  const { role } = usePerson();
  const rules = useBody(['rules', day], () =>
    api.get('/rules', day === undefined ? {} : { query: { on: day } }),
  );
  const changes = useBody(['rule-changes', day], () =>
    api.get('/rule-changes', day === undefined ? {} : { query: { after: day } }),
  );
  return (
    <div className="page">
      <Head
        title="政策标准"
        actions={
          <Input
            type="date"
            aria-label="看哪一天的标准"
            className="short"
            value={day ?? rules.data?.on ?? ''}
            onChange={({ target }) => setDay(target.value === '' ? undefined : target.value)}
          />
        }
      >
        每个数都有出处；没有出处的是配置，由一人提请、另一人复核后生效。
      </Head>
      <Loaded query={changes}>
        {({ items, settable }) => (
          <>
            <Card title="接下来的变化">
              <Listing
                label="接下来的变化"
                rows={items}
                keyOf={({ rule, change, on, value }) => `${rule} ${change} ${on} ${value}`}
                nothing="没有已知的变化。"
                columns={[
                  { title: '日期', of: ({ on }) => <span className="num">{on}</span> },
                  {
                    title: '变化',
                    of: ({ change }) =>
                      change === 'begins' ? (
                        <Mark tone="going">开始执行</Mark>
                      ) : (
                        <Mark tone="wait">到期，尚无后续</Mark>
                      ),
                  },
                  { title: '标准', of: ({ zh }) => zh },
                  { title: '值', of: ({ rule, value }) => valueInChinese(rule, value) },
                ]}
              />
            </Card>
            <WhatIf settable={settable} mayPropose={role === 'operator'} />
          </>
        )}
      </Loaded>
      <Overrides />
      <Card title="现行标准与出处">
        <Loaded query={rules}>
          {({ items }) => (
            <Listing
              label="现行标准与出处"
              rows={items}
              keyOf={({ rule, from }) => `${rule} ${from}`}
              nothing="这一天没有标准。"
              columns={[
                {
                  title: '标准',
                  of: ({ rule, zh }) => (
                    <>
                      {zh}
                      <br />
                      <small className="soft">
                        <Code>{rule}</Code>
                      </small>
                    </>
                  ),
                },
                { title: '值', of: ({ valueZh }) => valueZh },
                {
                  title: '期间',
                  of: ({ from, until }) => `${from} 起${until === undefined ? '' : `，至 ${until}`}`,
                },
                {
                  title: '性质',
                  of: ({ configuration, status }) => (
                    <>
                      {configuration === true ? (
                        <Mark tone="wait">配置</Mark>
                      ) : (
                        <Mark tone="good">有出处</Mark>
                      )}{' '}
                      {status === 'provisional' && <Mark tone="over">预估</Mark>}
                    </>
                  ),
                },
                { title: '出处', of: ({ source }) => citation(source) },
              ]}
            />
          )}
        </Loaded>
      </Card>
    </div>
  );
};
export default RulesPage;
