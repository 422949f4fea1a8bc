import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Body, Shown } from '@canbao/api-client';
import { api, newKey } from '../../api/api';
import { Fault, useAct } from '../parts/act';
import { Card } from '../parts/head';
import { fenOf, shownYuan } from '../parts/money';

type Settable = Shown<'/rule-changes'>['settable'][number];
type Answer = Body<'post', '/rule-what-ifs'>;

const figureNames: Readonly<Record<Answer['figures'][number]['what'], string>> = {
  'pension-lowest': '养老保险每月最低',
  'pension-highest': '养老保险每月最高',
  'medical-pooled': '医疗保险单建统筹每月',
  'medical-with-account': '医疗保险统账结合每月',
};

/** What another value or start of a configuration row would change; nothing is kept until it is proposed. */
export const WhatIf = ({
  settable,
  mayPropose,
}: {
  readonly settable: readonly Settable[];
  readonly mayPropose: boolean;
}) => {
  const [chosen, setChosen] = useState(settable.findLastIndex(({ table }) => table === 'pension.limits'));
  const [value, setValue] = useState('');
  const [startsOn, setStartsOn] = useState('');
  const [source, setSource] = useState('');
  const [answer, setAnswer] = useState<Answer>();
  const [key, setKey] = useState(newKey);
  const asking = useAct();
  const proposing = useAct();
  const row = settable[chosen];
  if (row === undefined) return null;
  const asked = {
    table: row.table,
    from: row.from,
    ...(value.trim() === '' ? {} : { value: value.trim() }),
    ...(startsOn.trim() === '' ? {} : { startsOn: startsOn.trim() }),
  };
  const ask = () =>
    asking.act(async () => setAnswer((await api.post('/rule-what-ifs', { body: asked })).body), '已试算');
  const propose = async () => {
    const body = { ...asked, source: source.trim() };
    if (await proposing.act(() => api.post('/rule-overrides', { body, key }), '已提请，等待另一名操作员复核'))
      setKey(newKey());
  };
  const changed =
    <T,>(set: (to: T) => void) =>
    (to: T) => {
      set(to);
      setAnswer(undefined);
      setKey(newKey());
    };
  const [setRow, setTo, setStart] = [changed(setChosen), changed(setValue), changed(setStartsOn)];
  return (
    <Card title="假如调整标准">
      <div className="halves">
        <div className="form">
          <label>
            调整哪一项
            <Select
              aria-label="调整哪一项"
              value={chosen}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={setRow}
              options={settable.map(({ zh, from, value: now }, index) => ({
                value: index,
                label: `${zh} ${from} 起：${now}`,
              }))}
            />
          </label>
          <label>
            新的值（不改则留空）
            <Input
              value={value}
              placeholder={row.value.replace(/ \(.*\)$/, '')}
              onChange={({ target }) => setTo(target.value)}
            />
          </label>
          <label>
            新的起始日期或月份（不改则留空）
            <Input
              value={startsOn}
              placeholder={row.from}
              onChange={({ target }) => setStart(target.value)}
            />
          </label>
          <Fault of={asking.fault} />
          <Button type="primary" loading={asking.isBusy} onClick={() => void ask()}>
            试算（不保存）
          </Button>
        </div>
        <div aria-live="polite">
          {answer === undefined ? (
            <p className="soft">试算会列出哪些标准会变、每月缴费会变多少，不影响任何人。</p>
          ) : (
            <Told of={answer} />
          )}
          {answer !== undefined && mayPropose && (
            <div className="form">
              <label>
                依据文件
                <Input value={source} maxLength={200} onChange={({ target }) => setSource(target.value)} />
              </label>
              <Fault of={proposing.fault} />
              <Button
                disabled={source.trim() === ''}
                loading={proposing.isBusy}
                onClick={() => void propose()}
              >
                提请调整
              </Button>
            </div>
          )}
        </div>
      </div>
    </Card>
  );
};

const Told = ({ of }: { readonly of: Answer }) => (
  <>
    <p>
      缴费日 {of.on}，所属期 {of.month}：
    </p>
    <div className="scrolled" tabIndex={0} role="region" aria-label="试算结果">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">每月应缴（元）</th>
            <th scope="col">现在</th>
            <th scope="col">假如</th>
            <th scope="col">相差</th>
          </tr>
        </thead>
        <tbody>
          {of.figures.map(({ what, before, after, difference }) => (
            <tr key={what}>
              <th scope="row">{figureNames[what]}</th>
              <td className="num">{shown(before)}</td>
              <td className="num">{shown(after)}</td>
              <td className="num difference">
                {difference === undefined
                  ? '—'
                  : `${fenOf(difference) > 0n ? '+' : ''}${shownYuan(difference)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <ul>
      {of.rows.map(({ before, after }) => (
        <li key={`${before?.rule} ${before?.from}`}>
          {before?.zh}：{before?.value}（{period(before)}）→ {after?.value}（{period(after)}）
        </li>
      ))}
    </ul>
  </>
);

const shown = (text: string): string => (/\d$/.test(text) ? shownYuan(text) : '当日不能缴');
const period = (row: Answer['rows'][number]['before']): string =>
  row === undefined ? '' : `${row.from} 至 ${row.until ?? '另行通知'}`;
