import { fileOf } from '../../api/api';

/** Saves the entries that were booked on the days, of one account or of all, as a table. @throws Refused. */
export const download = async ({
  from,
  until,
  account,
}: {
  readonly from: string;
  readonly until: string;
  readonly account?: string;
}): Promise<void> => {
  const query = new URLSearchParams({ from, until, ...(account === undefined ? {} : { account }) });
  const url = URL.createObjectURL(await fileOf(`/ledger/entries.csv?${query}`));
  const link = document.createElement('a');
  link.href = url;
  link.download = `分录-${account ?? '全部'}-${from}-${until}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
