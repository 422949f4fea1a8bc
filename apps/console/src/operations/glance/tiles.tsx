import { Link } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { fenOf, roughly, shownFen } from '../parts/money';

type Figures = Shown<'/statistics'>['total'];

/** The day in four figures: what came in, and where it is. */
export const Tiles = ({ today }: { readonly today: Figures }) => {
  const { receipts, moneyIn, moneyOut, settled, inSuspense, posted } = today;
  const unposted = fenOf(settled) - fenOf(posted);
  return (
    <div className="tile-pairs">
      <div className="tiles">
        <Tile name="今日收款" fen={fenOf(moneyIn)}>
          {receipts.toLocaleString('zh')} 笔
          {moneyOut === '0.00' ? '' : ` · 退出 ${shownFen(fenOf(moneyOut))} 元`}
        </Tile>
        <Tile name="入账到险种" fen={fenOf(settled)} kind="good">
          已收并对应到月份
        </Tile>
      </div>
      <div className="tiles">
        <Tile name="待查" fen={fenOf(inSuspense)} kind={inSuspense === '0.00' ? 'good' : 'wait'}>
          <Link to="/operations/suspense">查看待查款</Link>
        </Tile>
        <Tile name="经办机构已记账" fen={fenOf(posted)} kind={unposted > 0n ? 'wait' : 'good'}>
          {unposted > 0n ? `还差 ${shownFen(unposted)} 元` : '全部记账'}
        </Tile>
      </div>
    </div>
  );
};

const Tile = ({
  name,
  fen,
  kind,
  children,
}: {
  readonly name: string;
  readonly fen: bigint;
  readonly kind?: 'good' | 'wait' | 'bad';
  readonly children: React.ReactNode;
}) => {
  const { figure, unit } = roughly(fen);
  return (
    <section className={`tile${kind === undefined ? '' : ` tile-${kind}`}`}>
      <h2>{name}</h2>
      <p className="tile-figure">
        {figure} <small>{unit}</small>
      </p>
      <p className="tile-more">{children}</p>
    </section>
  );
};
