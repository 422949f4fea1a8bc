import { Button, Input, Select, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Input as InputOf, Shown } from '@canbao/api-client';
import { api, newKey } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Act, Fault, useAct } from '../parts/act';
import { Card, Facts, Head, Status, Yuan } from '../parts/head';
import { Deadline } from './deadline';
import { Loaded, useBody } from '../parts/loaded';
import { causeName, channelName, ownerName, shownTime } from '../parts/words';
import { TakeBack } from './take-back';
import { explanationOf, foundText, historyWords, proofKinds } from './words';
import '../operations.css';

type Case = Shown<'/cases/{id}'>;
type Action = InputOf<'post', '/cases/{id}/actions'>['body'];

/** A case with its history, and what can be done about it. */
const CasePage = () => {
  const { id = '' } = useParams();
  const query = useBody(['case', id], () => api.get('/cases/{id}', { path: { id } }), 15_000);
  return (
    <div className="page">
      <Loaded query={query}>{(body) => <Whole of={body} />}</Loaded>
    </div>
  );
};
export default CasePage;

const Whole = ({ of }: { readonly of: Case }) => {
  const { role } = usePerson();
  return (
    <>
      <Head title={`案件：${causeName(of.kind)}`}>{explanationOf(of.kind)}</Head>
      <Card>
        <Facts
          of={[
            ['状态', <Status key="status" of={of.status} />],
            ['金额（元）', <Yuan key="amount" of={of.amount} />],
            ['渠道', of.channel === undefined ? undefined : channelName(of.channel)],
            [
              '业务日',
              of.day === undefined ? undefined : (
                <Link key="day" to={`/operations/day-end/${of.channel ?? ''}/${of.day}`}>
                  {of.day}
                </Link>
              ),
            ],
            ['号码', of.reference],
            [
              '订单',
              of.orderId === undefined ? undefined : (
                <Link key="order" to={`/operations/orders/${of.orderId}`}>
                  查看全程
                </Link>
              ),
            ],
            ['责任方', ownerName(of.owner)],
            ['立案', shownTime(of.openedAt)],
            ['已自动查询', `${of.probes} 次`],
            ['查询结果', of.found === undefined ? undefined : foundText(of.found)],
            ['下次查询', of.nextProbeAt === undefined ? undefined : shownTime(of.nextProbeAt)],
            ['期限', <Deadline key="deadline" of={of} />],
            ['结案', of.closedAt === undefined ? undefined : shownTime(of.closedAt)],
            [
              '凭据',
              of.proof === undefined
                ? undefined
                : `${proofKinds[of.proof.kind] ?? '其他'} ${of.proof.reference}`,
            ],
          ]}
        />
      </Card>
      {of.status === 'open' && role === 'operator' && <Actions of={of} />}
      <Card title="经过">
        <ol className="life" aria-label="经过">
          {of.history.map(({ type, at, data }, index) => (
            <li key={`${at} ${index}`}>
              <strong>{historyWords[type] ?? '其他'}</strong>
              <div className="life-meta">
                <span className="num">{shownTime(at)}</span>
              </div>
              <details>
                <summary>内容</summary>
                <pre>{JSON.stringify(data, undefined, 2)}</pre>
              </details>
            </li>
          ))}
        </ol>
      </Card>
    </>
  );
};

const Actions = ({ of: { caseId, kind, orderId, amount, provenBy } }: { readonly of: Case }) => {
  const [key, setKey] = useState(newKey);
  const send = async (body: Action): Promise<void> => {
    await api.post('/cases/{id}/actions', { path: { id: caseId }, body, key });
    setKey(newKey());
  };
  return (
    <Card title="处理">
      <Tabs
        items={[
          {
            key: 'close',
            label: '提请结案',
            children: <Close send={send} amount={amount} kinds={provenBy} />,
          },
          ...(kind === 'bureau-unreversed' && orderId !== undefined
            ? [{ key: 'take-back', label: '款项不退', children: <TakeBack orderId={orderId} /> }]
            : []),
          { key: 'note', label: '备注', children: <Note send={send} /> },
          { key: 'assign', label: '转交', children: <Assign send={send} /> },
          {
            key: 'probe',
            label: '立即查询',
            children: (
              <Act work={() => send({ action: 'probe' })} said="已向渠道查询" primary>
                立即查询
              </Act>
            ),
          },
        ]}
      />
    </Card>
  );
};

interface Sending {
  readonly send: (body: Action) => Promise<void>;
}

const Note = ({ send }: Sending) => {
  const [note, setNote] = useState('');
  const { isBusy, fault, act } = useAct();
  const save = async () => {
    if (await act(() => send({ action: 'note', note }), '已备注')) setNote('');
  };
  return (
    <div className="form">
      <label>
        备注
        <Input.TextArea value={note} maxLength={200} onChange={({ target }) => setNote(target.value)} />
      </label>
      <Fault of={fault} />
      <Button type="primary" disabled={note.trim() === ''} loading={isBusy} onClick={() => void save()}>
        保存备注
      </Button>
    </div>
  );
};

const owners = ['system', 'channel', 'treasury', 'bureau', 'operator'] as const;
const Assign = ({ send }: Sending) => {
  const [owner, setOwner] = useState<(typeof owners)[number]>('operator');
  const [because, setBecause] = useState('');
  const { isBusy, fault, act } = useAct();
  return (
    <div className="form">
      <label>
        转给
        <Select
          aria-label="转给"
          value={owner}
          onChange={setOwner}
          options={owners.map((value) => ({ value, label: ownerName(value) }))}
        />
      </label>
      <label>
        原因
        <Input value={because} maxLength={200} onChange={({ target }) => setBecause(target.value)} />
      </label>
      <Fault of={fault} />
      <Button
        type="primary"
        disabled={because.trim() === ''}
        loading={isBusy}
        onClick={() => void act(() => send({ action: 'assign', owner, because }), '已转交')}
      >
        转交
      </Button>
    </div>
  );
};

const Close = ({
  send,
  amount,
  kinds,
}: Sending & { readonly amount: string; readonly kinds: readonly string[] }) => {
  const [kind, setKind] = useState(kinds[0] ?? '');
  const [reference, setReference] = useState('');
  const [because, setBecause] = useState('');
  const { isBusy, fault, act } = useAct();
  const proof = { kind, reference: reference.trim(), amount };
  const close = () =>
    act(() => send({ action: 'close', proof, because }), '已提请结案，等待另一名操作员复核');
  return (
    <div className="form">
      <label>
        凭据种类
        <Select
          aria-label="凭据种类"
          value={kind}
          onChange={setKind}
          options={kinds.map((value) => ({ value, label: proofKinds[value] ?? '其他' }))}
        />
      </label>
      <label>
        凭据号
        <Input
          value={reference}
          maxLength={200}
          placeholder="例如 event 1234、statement 5 line 6，或对方单据号"
          onChange={({ target }) => setReference(target.value)}
        />
      </label>
      <label>
        理由
        <Input value={because} maxLength={200} onChange={({ target }) => setBecause(target.value)} />
      </label>
      <Fault of={fault} />
      <Button
        type="primary"
        disabled={reference.trim() === '' || because.trim() === ''}
        loading={isBusy}
        onClick={() => void close()}
      >
        提请结案
      </Button>
    </div>
  );
};
