import { itemNames } from '@canbao/vocabulary';
import { Button } from 'antd';
import { Chip } from '../parts/chip';
import { Refusal } from '../parts/refusal';
import { billOf, changesOf, type Draft } from './bill';

/** What will be pushed, line by line; of a correction, beside what stands now. */
export const BillPreview = ({
  before,
  draft,
  error,
  isBusy,
  onConfirm,
  onBack,
}: {
  readonly before: Draft | undefined;
  readonly draft: Draft;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onBack: () => void;
}) => {
  const bill = billOf(draft);
  const changes = changesOf(before ?? { ...draft, months: [] }, draft);
  const terms = before === undefined ? [] : termsOf(before, draft);
  const isSame =
    before !== undefined && terms.length === 0 && changes.every(({ difference }) => difference === undefined);
  return (
    <section className="gap" aria-label="预览">
      <table className="lines stacks">
        <thead>
          <tr>
            <th>所属期</th>
            <th className="name">品目</th>
            {before !== undefined && <th className="num">原金额</th>}
            <th className="num">{before === undefined ? '金额（元）' : '更正后'}</th>
            {before !== undefined && <th className="num">相差</th>}
          </tr>
        </thead>
        <tbody>
          {changes.map(({ month, item, before: was, after, difference }) => (
            <tr key={`${month} ${item}`}>
              <td className="num">{month}</td>
              <td className="name">{itemNames[item]}</td>
              {before !== undefined && <td className="num">{was ?? '—'}</td>}
              <td className="num">{after ?? '删除'}</td>
              {before !== undefined && (
                <td className="num">{difference !== undefined && <Chip tone="warn">{difference}</Chip>}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {terms.length > 0 && (
        <ul className="plain">
          {terms.map(([name, was, is]) => (
            <li key={name}>
              {name}：{was ?? '未填'} → <strong>{is ?? '未填'}</strong>
            </li>
          ))}
        </ul>
      )}
      <p className="total">
        <span>
          合计{bill.payableUntil === undefined ? '' : `，缴至 ${bill.payableUntil}`}
          {before !== undefined && `（原 ¥${billOf(before).total}）`}
        </span>
        <strong>¥{bill.total}</strong>
      </p>
      <Refusal error={error} />
      {isSame && <p role="status">与原单相同，没有需要更正的内容。</p>}
      <div className="buttons">
        <Button type="primary" size="large" loading={isBusy} disabled={isSame} onClick={onConfirm}>
          {before === undefined ? '确认推送' : '确认更正'}
        </Button>
        <Button size="large" onClick={onBack}>
          返回修改
        </Button>
      </div>
    </section>
  );
};

/** What a correction changes beside the amounts: its name, as it was, as it will be. */
const termsOf = (before: Draft, after: Draft) => {
  const [was, is] = [billOf(before), billOf(after)];
  return (
    [
      ['缴费期限', was.payableUntil, is.payableUntil],
      ['滞纳金算至', was.lateFeeTo, is.lateFeeTo],
    ] as const
  ).filter(([, one, other]) => one !== other);
};
