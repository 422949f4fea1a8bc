import { PrinterOutlined } from '@ant-design/icons';
import { wordsOf } from '@canbao/rules';
import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Refusal } from '../parts/refusal';
import { useShortcut } from '../parts/shortcut';
import type { Collected } from './collecting';
import { printReceipt } from './print';

const told: Readonly<Record<Collected['status'], string>> = {
  paid: '缴费成功',
  'in-suspense': '款项已入账，暂未记到月份',
  incomplete: '款项已入账，险种未齐，等待补齐',
  reversed: '该笔已冲正',
};

/** What has become of the money, and what comes next. */
export const ResultCard = ({
  collected,
  onNext,
}: {
  readonly collected: Collected;
  readonly onNext: () => void;
}) => {
  const { status, receiptNo, amount, because } = collected;
  const [error, setError] = useState<unknown>();
  const navigate = useNavigate();
  const print = (): void => {
    setError(undefined);
    printReceipt(receiptNo).catch(setError);
  };
  useShortcut('F7', print);
  useShortcut('F4', onNext);
  return (
    <section className={`card result${status === 'paid' ? '' : ' waiting'}`} aria-label="收款结果">
      <h2 role="status">{told[status]}</h2>
      <p className="total">
        <span>
          凭证号 <span className="num">{receiptNo}</span>
        </span>
        <strong>¥{amount}</strong>
      </p>
      {status !== 'paid' && (
        <p>
          {because === undefined ? '' : `原因：${reasons[because] ?? wordsOf(because)}。`}
          款项已登记，不会丢失；税务部门会处理，或者原路退回。请把凭证交给缴费人。
        </p>
      )}
      <Refusal error={error} />
      <div className="buttons">
        <Button size="large" type="primary" icon={<PrinterOutlined />} onClick={print}>
          打印凭证<kbd>F7</kbd>
        </Button>
        <Button size="large" autoFocus onClick={onNext}>
          下一位<kbd>F4</kbd>
        </Button>
        <Button size="large" onClick={() => void navigate(`/receipts?no=${receiptNo}`)}>
          冲正或退费
        </Button>
      </div>
    </section>
  );
};

/** Reasons for suspense that are no conditions of a month. */
const reasons: Readonly<Record<string, string>> = {
  'amount-mismatch': '金额与应缴金额不一致',
  'quote-expired': '报价已过期',
  'quote-invalid': '报价无法核验',
  'paid-at-implausible': '收款时间不合理',
  'bank-not-in-district': '参保地不在本行受理范围',
  'month-already-paid': '该月已缴费',
};
