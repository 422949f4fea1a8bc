import { PrinterOutlined, RollbackOutlined, SearchOutlined } from '@ant-design/icons';
import type { Body } from '@canbao/api-client';
import { channelName, insuranceNames } from '@canbao/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Descriptions, Form, Input, Modal, Select, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, codeOf, newKey, sentenceOf } from '../api/api';
import { Chip } from '../parts/chip';
import { Refusal } from '../parts/refusal';
import { useShortcut } from '../parts/shortcut';
import { plainNumber } from './number';
import { printReceipt } from './print';

type Receipt = Body<'get', '/receipts/{no}'>;

const states: Readonly<Record<Receipt['state'], string>> = {
  valid: '有效',
  'in-suspense': '款项待处理',
  'refund-under-way': '退费办理中',
  'partly-refunded': '部分已退',
  refunded: '已退费',
  reversed: '已冲正',
};
const lineStates: Readonly<Record<Receipt['lines'][number]['state'], string>> = {
  settled: '已记账',
  waiting: '等待补齐险种',
  'in-suspense': '待处理',
  'refund-under-way': '退费中',
  refunded: '已退',
  reversed: '已冲正',
};
const reasons = [
  { value: 'duplicate', label: '重复缴费' },
  { value: 'error', label: '错缴' },
  { value: 'overpaid', label: '多缴' },
  { value: 'employer-cover', label: '已由用人单位参保' },
  { value: 'death', label: '参保人死亡' },
] as const;
type Reason = (typeof reasons)[number]['value'];

/** A receipt by its number: printed again, reversed on its day, refunded later. */
const ReceiptsPage = () => {
  const [params, setParams] = useSearchParams();
  const no = params.get('no') ?? '';
  const [typed, setTyped] = useState(no);
  const { data, error, isFetching } = useQuery({
    queryKey: ['receipt', no],
    enabled: no !== '',
    queryFn: async () => (await api.get('/receipts/{no}', { path: { no } })).body,
    staleTime: 0,
  });
  return (
    <div className="page">
      <header className="head">
        <h1>凭证</h1>
        <p>扫描或输入凭证号：补打、当日冲正、申请退费。只能查到本单位收的款。</p>
      </header>
      <section className="card">
        <Form layout="vertical" onFinish={() => setParams({ no: plainNumber(typed) })}>
          <Form.Item
            label="凭证号"
            htmlFor="receipt-no"
            style={{ marginBottom: 0 }}
            validateStatus={error === null ? '' : 'error'}
            help={error === null ? undefined : <span role="alert">{faultOf(error)}</span>}
          >
            <div className="find">
              <Input
                id="receipt-no"
                size="large"
                autoFocus
                value={typed}
                maxLength={40}
                autoComplete="off"
                onChange={({ target }) => setTyped(target.value)}
              />
              <Button
                type="primary"
                size="large"
                htmlType="submit"
                icon={<SearchOutlined />}
                loading={isFetching}
              >
                查找<kbd>Enter</kbd>
              </Button>
            </div>
          </Form.Item>
        </Form>
      </section>
      {isFetching && data === undefined && <Skeleton active />}
      {data !== undefined && <Shown key={data.receiptNo} receipt={data} />}
    </div>
  );
};
export default ReceiptsPage;

const faultOf = (error: unknown): string =>
  codeOf(error) === 'receipt-not-found' ? '本单位没有这张凭证，请核对凭证号。' : sentenceOf(error);

/** What can still go back. */
const settledMonths = ({ lines }: Receipt): string[] => [
  ...new Set(lines.flatMap(({ month, state }) => (month && state === 'settled' ? [month] : []))),
];

const Shown = ({ receipt }: { readonly receipt: Receipt }) => {
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const [fault, setFault] = useState<unknown>();
  const [isApplying, setApplying] = useState(false);
  // One key for as long as the page shows the receipt: whoever tries again has no second effect.
  const key = useRef(newKey());
  const reversal = useMutation({
    mutationFn: () =>
      api.post('/collections/{channelTransactionNo}/reversal', {
        path: { channelTransactionNo: receipt.channelTransactionNo },
        key: key.current,
      }),
    onSuccess: () => {
      void message.success('已冲正，请把款项退给缴费人。');
      void queries.invalidateQueries({ queryKey: ['receipt', receipt.receiptNo] });
    },
  });
  const ask = (): void => {
    modal.confirm({
      title: `冲正这笔 ¥${receipt.received} 的收款？`,
      content: '只能冲正当日的收款。冲正后请把款项当面退给缴费人；隔日的款项请申请退费。',
      okText: '冲正',
      okButtonProps: { danger: true },
      cancelText: '返回',
      onOk: () => reversal.mutateAsync().catch(() => undefined),
    });
  };
  const months = settledMonths(receipt);
  const canChange = receipt.state === 'valid' || receipt.state === 'in-suspense';
  const print = (): void => void printReceipt(receipt.receiptNo).catch(setFault);
  useShortcut('F7', print);
  return (
    <section className="card" aria-label="凭证内容">
      <Descriptions
        title={
          <span>
            凭证 <span className="breaks">{receipt.receiptNo}</span>{' '}
            <Chip tone={receipt.state === 'valid' ? 'good' : 'warn'}>{states[receipt.state]}</Chip>
          </span>
        }
        column={{ xs: 1, md: 2, xl: 3 }}
        items={[
          { key: 'name', label: '参保人', children: receipt.name ?? '—' },
          {
            key: 'insurance',
            label: '险种',
            children: receipt.insurance === undefined ? '—' : insuranceNames[receipt.insurance],
          },
          { key: 'channel', label: '收款渠道', children: channelName(receipt.channel) },
          { key: 'at', label: '缴费时间', children: receipt.paidAt.slice(0, 19).replace('T', ' ') },
          {
            key: 'tno',
            label: '流水号',
            children: <span className="breaks">{receipt.channelTransactionNo}</span>,
          },
          { key: 'words', label: '大写', children: receipt.receivedInWords },
        ]}
      />
      <table className="lines stacks">
        <thead>
          <tr>
            <th>所属期</th>
            <th className="name">征收品目</th>
            <th>状态</th>
            <th className="num">金额（元）</th>
          </tr>
        </thead>
        <tbody>
          {receipt.lines.map((line, index) => (
            <tr key={`${line.name} ${line.month ?? index}`}>
              <td className="num">{line.month ?? '—'}</td>
              <td className="name">{line.name}</td>
              <td>{lineStates[line.state]}</td>
              <td className="num">{line.amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="total">
        <span>实收</span>
        <strong>¥{receipt.received}</strong>
      </p>
      <Refusal error={fault ?? reversal.error} />
      {receipt.state === 'in-suspense' && (
        <p>这笔款还没有记到月份：由税务部门处理，记到月份或者原路退回，不用申请退费。</p>
      )}
      {codeOf(reversal.error) === 'reversal-too-late' && months.length > 0 && (
        <p>
          这笔款不是今天收的。
          <Button type="link" onClick={() => setApplying(true)}>
            改为申请退费
          </Button>
        </p>
      )}
      <div className="buttons">
        <Button type="primary" icon={<PrinterOutlined />} onClick={print}>
          打印凭证<kbd>F7</kbd>
        </Button>
        <Button
          danger
          icon={<RollbackOutlined />}
          disabled={!canChange}
          loading={reversal.isPending}
          onClick={ask}
        >
          当日冲正
        </Button>
        <Button disabled={months.length === 0} onClick={() => setApplying(true)}>
          申请退费
        </Button>
      </div>
      {isApplying && <Application receipt={receipt} onClose={() => setApplying(false)} />}
    </section>
  );
};

/** The months that go back, and why; a pooled month goes back whole. */
const Application = ({ receipt, onClose }: { readonly receipt: Receipt; readonly onClose: () => void }) => {
  const months = settledMonths(receipt);
  const [chosen, setChosen] = useState<string[]>(months);
  const [reason, setReason] = useState<Reason>();
  const [isTried, setTried] = useState(false);
  const key = useRef(newKey());
  const queries = useQueryClient();
  const { message } = App.useApp();
  const application = useMutation({
    mutationFn: (because: Reason) =>
      api.post('/refunds', {
        key: key.current,
        body: { receiptNo: receipt.receiptNo, months: chosen, reason: because },
      }),
    onSuccess: ({ body }) => {
      void message.success(`退费已受理：${body.statusText}`);
      void queries.invalidateQueries();
      onClose();
    },
    // Another choice is another application.
    onError: () => (key.current = newKey()),
  });
  const apply = (): void => {
    setTried(true);
    if (reason !== undefined && chosen.length > 0) application.mutate(reason);
  };
  return (
    <Modal
      open
      title="申请退费"
      okText="提交申请"
      cancelText="返回"
      confirmLoading={application.isPending}
      onOk={apply}
      onCancel={onClose}
    >
      <p className="soft">先由税务审核，再由人社或医保部门审核并冲账，款项按原渠道退回。</p>
      <div className="field">
        <label htmlFor="refund-months">退费月份（整月退，单建统筹三项一并退）</label>
        <Select
          id="refund-months"
          mode="multiple"
          value={chosen}
          onChange={setChosen}
          options={months.map((month) => ({ value: month, label: month }))}
          status={isTried && chosen.length === 0 ? 'error' : ''}
        />
        {isTried && chosen.length === 0 && (
          <span className="bad" role="alert">
            请选择要退的月份。
          </span>
        )}
      </div>
      <div className="field">
        <label htmlFor="refund-reason">退费原因</label>
        <Select<Reason>
          id="refund-reason"
          value={reason ?? null}
          onChange={setReason}
          options={[...reasons]}
          placeholder="请选择"
          status={isTried && reason === undefined ? 'error' : ''}
        />
        {isTried && reason === undefined && (
          <span className="bad" role="alert">
            请选择退费原因。
          </span>
        )}
      </div>
      <Refusal error={application.error} />
    </Modal>
  );
};
