import { EyeOutlined } from '@ant-design/icons';
import { districtNames, insuranceNames } from '@canbao/vocabulary';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../api/api';
import { Chip } from './chip';
import type { Found } from './find-person';
import { Refusal } from './refusal';

const schemes = { pooled: '单建统筹', 'with-account': '统账结合' } as const;

/** Who stands here: masked, with the enrolments; in full for a reason that is recorded. */
export const PersonCard = ({ found }: { readonly found: Found }) => {
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>();
  const [shown, setShown] = useState<{ readonly name: string; readonly idNumber: string }>();
  const { pension, medical, diedOn } = found;
  const unmask = async (): Promise<void> => {
    setError(undefined);
    try {
      const { body } = await api.post('/persons/{id}/unmasking', {
        path: { id: found.personId },
        body: { reason: reason.trim() },
      });
      setShown(body);
      setAsking(false);
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <section className="card person" aria-label="参保人">
      <div>
        <h2 className="person-name">{shown?.name ?? found.maskedName}</h2>
        {shown !== undefined && <p className="num">{shown.idNumber}</p>}
      </div>
      <div className="person-facts">
        {pension !== undefined && (
          <Chip tone="info">
            {insuranceNames.pension} · {districtNames[pension.district].zh}
            {pension.endedOn === undefined ? '' : ` · 至 ${pension.endedOn}`}
          </Chip>
        )}
        {medical !== undefined && (
          <Chip tone="good">
            {insuranceNames.medical} · {districtNames[medical.district].zh} · {schemes[medical.scheme]}
            {medical.endedOn === undefined ? '' : ` · 至 ${medical.endedOn}`}
          </Chip>
        )}
        {diedOn !== undefined && <Chip tone="bad">已死亡减员 {diedOn}</Chip>}
      </div>
      {shown === undefined && (
        <Button icon={<EyeOutlined />} onClick={() => setAsking(true)}>
          查看完整姓名和号码
        </Button>
      )}
      <Modal
        open={isAsking}
        title="查看完整姓名和号码"
        okText="查看"
        cancelText="取消"
        okButtonProps={{ disabled: reason.trim().length < 4 }}
        onOk={() => void unmask()}
        onCancel={() => setAsking(false)}
      >
        <label htmlFor="unmask-reason">理由（至少 4 个字，会被记录，参保人可以查询谁看过）</label>
        <Input
          id="unmask-reason"
          autoFocus
          value={reason}
          maxLength={200}
          placeholder="例如：证件照片模糊，核对姓名"
          onChange={({ target }) => setReason(target.value)}
          onPressEnter={() => reason.trim().length >= 4 && void unmask()}
        />
        <Refusal error={error} />
      </Modal>
    </section>
  );
};
