import type { ReactNode } from 'react';

/** A column: what stands above it, and what of a row stands in it. Figures stand to the right. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => ReactNode;
  readonly right?: boolean;
}

/** A table that scrolls in itself where it is wider than the page, also by keyboard. */
export const Listing = <Row,>({
  label,
  rows,
  keyOf,
  columns,
  nothing,
}: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Said where there are no rows. */
  readonly nothing: string;
}) =>
  rows.length === 0 ? (
    <p className="soft">{nothing}</p>
  ) : (
    <div className="listing" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, right }) => (
              <th key={title} scope="col" className={right === true ? 'right' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, of, right }) => (
                <td key={title} className={right === true ? 'right' : undefined}>
                  {of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
