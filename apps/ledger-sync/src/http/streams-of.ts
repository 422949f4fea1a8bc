import type { Month } from '@canbao/calendar';
import { postingStream } from '@canbao/domain-ledger-sync';
import type { Database } from '@canbao/postgres';
import type { Insurance } from '@canbao/vocabulary';

const [earliest, latest] = ['0000-01', '9999-12'] as [Month, Month];

/** The streams of a person's postings for some insurances, of all months or of one, in their order. */
export const streamsOf = async (
  database: Database,
  { personId, insurances }: { readonly personId: string; readonly insurances: readonly Insurance[] },
  month: Month | undefined,
): Promise<string[]> => {
  const streamsIn = (bound: Month, added: { readonly item?: 'pension-true-up' } = {}): string[] =>
    insurances.map((insurance) => postingStream({ insurance, personId, month: bound, ...added }));
  // A month is followed by what was added to it; names are compared byte by byte.
  const rows = await database.query<{ stream: string }>(
    `select stream from unnest($1::text[], $2::text[]) as months(earliest, latest)
     cross join lateral (
       select stream from events where stream between earliest and latest and version = 1 offset 0
     ) as postings
     order by substring(stream from '[0-9]{4}-[0-9]{2}(?:-true-up)?$'), stream`,
    [streamsIn(month ?? earliest), streamsIn(month ?? latest, { item: 'pension-true-up' })],
  );
  return rows.map(({ stream }) => stream);
};
