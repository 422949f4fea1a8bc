import { Button, Input } from 'antd';
import { useState } from 'react';
import { api, newKey } from '../../api/api';
import { Fault, useAct } from '../parts/act';
import { Loaded, useBody } from '../parts/loaded';

/** Of a month that its bureau does not take out of its books: the refund that waits, and the end of it. */
export const TakeBack = ({ orderId }: { readonly orderId: string }) => {
  const query = useBody(['refunds-kept', orderId], () =>
    api.get('/refunds', { query: { status: 'unposting' } }),
  );
  return (
    <Loaded query={query}>
      {({ items }) => {
        const kept = items.find(
          ({ waitsFor, ways }) => waitsFor === 'operator' && ways.some((way) => way.orderId === orderId),
        );
        return kept === undefined ? (
          <p>这笔缴费没有被经办机构拒绝冲销的退费。</p>
        ) : (
          <End id={kept.refundId} />
        );
      }}
    </Loaded>
  );
};

const End = ({ id }: { readonly id: string }) => {
  const [reason, setReason] = useState('');
  const [key] = useState(newKey);
  const { isBusy, fault, act } = useAct();
  const propose = () =>
    act(
      () => api.post('/refunds/{id}/taking-back', { path: { id }, body: { reason }, key }),
      '已提请终止退费，等待另一名操作员复核',
    );
  return (
    <div className="form">
      <p>款项不退，该月份仍计为已缴费；经办机构已冲销的其他月份重新记账。</p>
      <label>
        理由（至少 5 个字）
        <Input value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
      </label>
      <Fault of={fault} />
      <Button
        type="primary"
        disabled={reason.trim().length < 5}
        loading={isBusy}
        onClick={() => void propose()}
      >
        提请终止退费
      </Button>
    </div>
  );
};
