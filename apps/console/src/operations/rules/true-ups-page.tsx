import { Button, InputNumber, Progress, Select } from 'antd';
import { useState } from 'react';
import type { Shown } from '@canbao/api-client';
import { api, newKey } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Act, Fault, useAct } from '../parts/act';
import { Card, Facts, Head, Status } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { shownYuan } from '../parts/money';
import { insuranceName, shownTime } from '../parts/words';
import '../operations.css';

type Run = Shown<'/true-ups/rehearsals/{id}'>;
const phases: Readonly<Record<Run['progress']['phase'], string>> = {
  months: '查找已缴月份',
  people: '逐人试算',
  activation: '逐人执行',
};

/** Rehearsals of true-ups: they go on at the server, and are found here again. */
const TrueUpsPage = () => {
  const runs = useBody(['true-ups'], () => api.get('/true-ups/rehearsals'), 10_000);
  const { role } = usePerson();
  return (
    <div className="page">
      <Head title="多退少补">
        先试算：涉及哪些人、应补应退多少，不动一分钱；试算在后台进行，离开页面也会继续。执行须另一人复核。
      </Head>
      {role === 'operator' && <Rehearse />}
      <Loaded query={runs}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="card soft">还没有试算。</p>
          ) : (
            <ul className="rows" aria-label="试算">
              {items.map(({ runId }) => (
                <li key={runId}>
                  <One id={runId} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
};
export default TrueUpsPage;

const Rehearse = () => {
  const [insurance, setInsurance] = useState<'pension' | 'medical'>('pension');
  const [year, setYear] = useState<number | null>(2023);
  const [key, setKey] = useState(newKey);
  const { isBusy, fault, act } = useAct();
  const go = async () => {
    if (year === null) return;
    const done = await act(
      () => api.post('/true-ups/rehearsals', { body: { insurance, year }, key }),
      '已开始试算',
    );
    if (done) setKey(newKey());
  };
  return (
    <Card title="新的试算">
      <div className="ops-actions">
        <Select
          aria-label="险种"
          className="short"
          value={insurance}
          onChange={(chosen) => {
            setInsurance(chosen);
            setKey(newKey());
          }}
          options={[
            { value: 'pension', label: insuranceName('pension') },
            { value: 'medical', label: insuranceName('medical') },
          ]}
        />
        <InputNumber
          aria-label="年度"
          min={2022}
          max={2099}
          value={year}
          onChange={(chosen) => {
            setYear(chosen);
            setKey(newKey());
          }}
        />
        <Button type="primary" loading={isBusy} onClick={() => void go()}>
          开始试算
        </Button>
        <Fault of={fault} />
      </div>
    </Card>
  );
};

const One = ({ id }: { readonly id: string }) => {
  const query = useBody(['true-up', id], () => api.get('/true-ups/rehearsals/{id}', { path: { id } }), 3000);
  return (
    <section className="card">
      <Loaded query={query}>{(run) => <Whole of={run} />}</Loaded>
    </section>
  );
};

const Whole = ({ of }: { readonly of: Run }) => {
  const { role } = usePerson();
  const [key] = useState(newKey);
  const { phase, done, of: all } = of.progress;
  const isGoing = of.status === 'rehearsing' || of.status === 'activating';
  return (
    <>
      <div className="row-top">
        <h2>
          {of.year} 年 {insuranceName(of.insurance)}
        </h2>
        <Status of={of.status} />
      </div>
      {isGoing && (
        <div>
          {phases[phase]}：
          <Progress percent={all === 0 ? 0 : Math.floor((100 * done) / all)} aria-label={phases[phase]} />
        </div>
      )}
      <Facts
        of={[
          ['标准（元）', `${shownYuan(of.lower)} 至 ${shownYuan(of.upper)}`],
          ['开始', shownTime(of.openedAt)],
          ['涉及', `${of.rehearsed.people} 人`],
          ['应补（元）', shownYuan(of.rehearsed.charge)],
          ['应退（元）', shownYuan(of.rehearsed.refund)],
          ['已执行', of.carriedOut === undefined ? undefined : toldOf(of.carriedOut)],
        ]}
      />
      {of.status === 'rehearsed' && role === 'operator' && of.rehearsed.people > 0 && (
        <Act
          said="已提请执行，等待另一名操作员复核"
          work={() =>
            api.post('/true-ups/rehearsals/{id}/activation', {
              path: { id: of.runId },
              body: {},
              key,
            } as never)
          }
        >
          提请执行
        </Act>
      )}
    </>
  );
};

const toldOf = ({ people, charge, refund }: Run['rehearsed']): string =>
  `${people} 人，补 ${shownYuan(charge)}，退 ${shownYuan(refund)}`;
