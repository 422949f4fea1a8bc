import { Fragment } from 'react';
import { roughly, shownFen } from './money';

/** A bar: its name, what it measures in fen, and what it is compared with. */
export interface Bar {
  readonly name: string;
  readonly fen: bigint;
  readonly before?: bigint;
}

const percent = (fen: bigint, most: bigint): string =>
  most <= 0n || fen <= 0n ? '0%' : `${Number((fen * 10_000n) / most) / 100}%`;
const mostOf = (bars: readonly Bar[]): bigint =>
  bars.reduce((most, { fen, before = 0n }) => [most, fen, before].reduce((a, b) => (a > b ? a : b)), 0n);

/** Bars that lie, with their figures beside them: read from two metres. */
export const Bars = ({ of, label }: { readonly of: readonly Bar[]; readonly label: string }) => {
  const most = mostOf(of);
  if (of.length === 0) return <p className="soft">还没有数据。</p>;
  return (
    <ul className="bars" aria-label={label}>
      {of.map(({ name, fen }) => {
        const { figure, unit } = roughly(fen);
        return (
          <li key={name}>
            <span className="bars-name">{name}</span>
            <span className="bars-figure num">
              {figure} <small>{unit}</small>
            </span>
            <span className="bars-track" aria-hidden="true">
              <span style={{ width: percent(fen, most) }} />
            </span>
          </li>
        );
      })}
    </ul>
  );
};

/**
 * Columns through time, each with a mark where the year before was. The picture is for eyes; the same figures
 * stand in a table below it.
 */
export const Columns = ({
  of,
  label,
  before,
  marks,
}: {
  readonly of: readonly Bar[];
  readonly label: string;
  /** What the mark is. */
  readonly before: string;
  /** The names that stand below their columns; the others would not fit. */
  readonly marks: (name: string, index: number) => string;
}) => {
  const most = mostOf(of);
  const { figure, unit } = roughly(most);
  const hasBefore = of.some((bar) => bar.before !== undefined && bar.before > 0n);
  return (
    <figure className="columns">
      <figcaption>
        <span className="columns-key">
          <i className="key-now" /> 今年
          <i className="key-before" /> {before}
          {!hasBefore && '（无数据）'}
        </span>
        <span>
          最高 <b className="num">{figure}</b> {unit}
        </span>
      </figcaption>
      <div className="columns-plot" role="img" aria-label={`${label}，最高 ${figure} ${unit}；数字见下表`}>
        {of.map((bar, index) => (
          <Fragment key={bar.name}>
            <div className="column" title={`${bar.name}：${shownFen(bar.fen)} 元`}>
              <span className="column-now" style={{ height: percent(bar.fen, most) }} />
              {bar.before !== undefined && bar.before > 0n && (
                <span className="column-before" style={{ bottom: percent(bar.before, most) }} />
              )}
              <span className="column-name">{marks(bar.name, index)}</span>
            </div>
          </Fragment>
        ))}
      </div>
      <details>
        <summary>以表格查看</summary>
        <div className="scrolled" tabIndex={0} role="region" aria-label={`${label}（表格）`}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">时间</th>
                <th scope="col">今年（元）</th>
                <th scope="col">{before}（元）</th>
              </tr>
            </thead>
            <tbody>
              {of.map((bar) => (
                <tr key={bar.name}>
                  <th scope="row">{bar.name}</th>
                  <td className="num">{shownFen(bar.fen)}</td>
                  <td className="num">{bar.before === undefined ? '—' : shownFen(bar.before)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
};
