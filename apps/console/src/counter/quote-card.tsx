import { BankOutlined, DollarOutlined } from '@ant-design/icons';
import { itemNames, type Item } from '@canbao/vocabulary';
import { Button } from 'antd';
import { useShortcut } from '../parts/shortcut';
import type { Method, Quoted } from './collecting';

/** What is to be paid, line by line as the platform computes it, and the two ways to take it. */
export const QuoteCard = ({
  quoted: { quote },
  isBusy,
  onCollect,
}: {
  readonly quoted: Quoted;
  readonly isBusy: boolean;
  readonly onCollect: (method: Method) => void;
}) => {
  useShortcut('F9', isBusy ? undefined : () => onCollect('cash'));
  useShortcut('F10', isBusy ? undefined : () => onCollect('card'));
  return (
    <section className="card" aria-label="应缴金额">
      <h2>应缴金额</h2>
      <table className="lines stacks">
        <thead>
          <tr>
            <th>所属期</th>
            <th className="name">险种</th>
            <th className="num">金额（元）</th>
          </tr>
        </thead>
        <tbody>
          {quote.lines.map(({ item, month, amount, base }) => (
            <tr key={`${item} ${month}`}>
              <td className="num">{month}</td>
              <td className="name">
                {itemNames[item as Item]}
                {base !== undefined && <span className="soft num"> 基数 {base}</span>}
              </td>
              <td className="num">{amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="total" aria-live="polite">
        <span>合计</span>
        <strong>¥{quote.total}</strong>
      </p>
      {(quote.notesZh ?? []).map((note) => (
        <p key={note} className="soft">
          {note}
        </p>
      ))}
      <p className="soft">金额有效至 {quote.expiresAt.slice(11, 16)}。请先收妥款项，再点收款。</p>
      <div className="buttons">
        <Button
          type="primary"
          size="large"
          icon={<DollarOutlined />}
          loading={isBusy}
          onClick={() => onCollect('cash')}
        >
          现金收款<kbd>F9</kbd>
        </Button>
        <Button
          type="primary"
          size="large"
          icon={<BankOutlined />}
          disabled={isBusy}
          onClick={() => onCollect('card')}
        >
          刷卡收款<kbd>F10</kbd>
        </Button>
      </div>
    </section>
  );
};
