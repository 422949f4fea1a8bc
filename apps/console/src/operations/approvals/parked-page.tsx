import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Fault, useAct } from '../parts/act';
import { Facts, Head } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { at, ofAll, type ServiceName } from '../parts/services';
import { serviceName, shownTime } from '../parts/words';
import '../operations.css';

/** Persons whose events wait because one of them could not be handled. */
const ParkedPage = () => {
  const { role } = usePerson();
  const query = useBody(['parked'], () => ofAll((service) => api.get(at(service, 'parked-keys'))), 10_000);
  return (
    <div className="page">
      <Head title="搁置事件">
        某人的一条事件无法处理时，只搁置这个人的后续事件，其他人不受影响。排除原因后提请恢复，由另一人复核（见
        <Link to="/operations/approvals">待复核</Link>）。
      </Head>
      <Loaded query={query}>
        {(answers) => {
          const keys = answers.flatMap(({ service, items }) => items.map((item) => ({ ...item, service })));
          return keys.length === 0 ? (
            <p className="card">没有搁置的事件。</p>
          ) : (
            <ul className="rows" aria-label="搁置事件">
              {keys.map(({ service, key, since, error, records }) => (
                <li key={`${service} ${key}`} className="row-card">
                  <div className="row-top">
                    <strong>{serviceName(service)}</strong>
                    <span>{records} 条事件等待</span>
                  </div>
                  <Facts
                    of={[
                      ['参保人编号', key],
                      ['自', shownTime(since)],
                    ]}
                  />
                  <details>
                    <summary>系统所报的原因（交技术人员）</summary>
                    <pre className="told">{error}</pre>
                  </details>
                  {role === 'operator' && <Release service={service} parked={key} />}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </div>
  );
};
export default ParkedPage;

const Release = ({ service, parked }: { readonly service: ServiceName; readonly parked: string }) => {
  const [purpose, setPurpose] = useState('');
  const { isBusy, fault, act } = useAct();
  const release = () =>
    act(
      () =>
        api.post(`${at(service, 'parked-keys')}/{key}/release`, {
          path: { key: parked },
          body: purpose.trim() === '' ? {} : { purpose: purpose.trim() },
        }),
      '已提请恢复，等待另一名操作员复核',
    );
  return (
    <div className="ops-actions">
      <Input
        aria-label="工单号"
        placeholder="工单号（英文、数字）"
        value={purpose}
        maxLength={80}
        className="short"
        onChange={({ target }) => setPurpose(target.value)}
      />
      <Button type="primary" loading={isBusy} onClick={() => void release()}>
        提请恢复处理
      </Button>
      <Fault of={fault} />
    </div>
  );
};
