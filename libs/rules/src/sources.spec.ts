import { idsOf, pack, packNames, sources, tablesOf, undatedRules, type SourceId } from './index';

const rows = packNames.flatMap((name) => tablesOf(pack(name)).flatMap((table) => table.rows));
const cited = new Set<SourceId>(
  [...rows.map(({ source }) => source), ...Object.values(undatedRules)].flatMap(idsOf),
);
const entries = Object.entries(sources) as [SourceId, (typeof sources)[SourceId]][];

describe('the table of sources', () => {
  it.each(entries)('has %s because it is cited, or says that it is background', (id, { background }) =>
    expect(cited.has(id)).toBe(background !== true),
  );
  it.each(entries)('has %s with a title, and addresses and dates in one form', (_, { title, url, date }) => {
    expect(title.trim()).not.toBe('');
    expect(url ?? 'https://none').toMatch(/^https:\/\/\S+$/);
    expect(date ?? '2022-01-01').toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
  it('knows a place to look for every document that is neither the guide nor configuration', () =>
    expect(
      entries
        .filter(([, { confidence }]) => !['guide', 'configuration'].includes(confidence))
        .filter(
          ([, { url, number, note }]) => url === undefined && number === undefined && note === undefined,
        )
        .map(([id]) => id),
    ).toEqual([]));
  it('is configuration for every row without a source, and only there', () => {
    const isConfigured = ({ source }: (typeof rows)[number]): boolean =>
      idsOf(source).some((id) => sources[id].confidence === 'configuration' && id !== 'deferral.closeAt');
    expect(rows.filter((row) => isConfigured(row) !== (row.configuration === true))).toEqual([]);
  });
});
