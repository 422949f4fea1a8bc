import type { Day, Instant } from '@canbao/calendar';
import type { Pack, ReturnRequest } from '@canbao/domain-payment';
import { fromFen } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import type { Channel, Insurance } from '@canbao/vocabulary';
import { isDue, packReference, returnReferenceSql } from './treasury-asks';

/** At most so many items a pack, as one public implementation of TIPS has it. */
const packMax = 1000;

/** Configuration: the tax offices' codes (征收机关代码) are not public. */
const taxOrgCode = `'1' || district || '0000'`;

/**
 * Channels that send no statement of a day: each pack of batch debit has proven its totals, and each 销账 of
 * 生活缴费 is asked for by the channel.
 */
export const withoutStatement = `'batch-debit', 'wechat-bills'`;

/**
 * Gives each item of a matched day its number of today and its pack, before anything is sent. What differs is
 * told to the treasury once it is explained. A pack is named by its first item.
 */
export const numberItems = (database: Database, today: Day): Promise<unknown> =>
  database.query(
    `with due as (
       select t.position, t.order_id, t.month, ${taxOrgCode} as org,
         row_number() over (partition by ${taxOrgCode} order by t.position, t.order_id, t.month) as number
       from treasury_items t
       join channel_days d on d.channel = t.channel and d.day = t.day
         and (d.matched_position is not null or d.channel in (${withoutStatement}) and d.day < $1)
       where t.tra_no is null and not exists (
         select from day_differences x where x.order_id = t.order_id and x.state <> 'explained')
       limit 20000
     ), last as (
       select tax_org_code as org, max(tra_no::int) as number from treasury_items
       where entrust_date = $1 group by tax_org_code
     )
     update treasury_items t set entrust_date = $1, tax_org_code = due.org,
       tra_no = lpad((coalesce(last.number, 0) + due.number)::text, 8, '0'),
       pack_no = lpad(
         (coalesce(last.number, 0) + (due.number - 1) / ${packMax} * ${packMax} + 1)::text, 8, '0')
     from due left join last on last.org = due.org
     where t.position = due.position and t.order_id = due.order_id and t.month = due.month`,
    [today],
  );

interface ItemRow extends Record<string, unknown> {
  readonly reference: string;
  readonly pack_no: string;
  readonly tax_org_code: string;
  readonly entrust_date: Day;
  readonly tra_no: string;
  readonly insurance: Insurance;
  readonly channel: Channel;
  readonly fen: string;
}

/** Packs that the treasury has not taken yet, whole, but those that it has just refused. */
export const unsentPacks = async (
  database: Database,
  now: Instant,
): Promise<(Pack & { readonly reference: string })[]> => {
  const rows = await database.query<ItemRow>(
    `select ${packReference} as reference, pack_no, tax_org_code, entrust_date::text as entrust_date, tra_no,
       insurance, channel, fen::text as fen
     from treasury_items where (entrust_date, tax_org_code, pack_no) in (
       select entrust_date, tax_org_code, pack_no from treasury_items
       where tra_no is not null and sent_at is null and ${isDue(packReference, '$1')}
       group by 1, 2, 3 order by 1, 2, 3 limit 20)
     order by entrust_date, tax_org_code, tra_no`,
    [now],
  );
  const packs = Map.groupBy(rows, ({ reference }) => reference);
  return [...packs.values()].map((items) => {
    const [first] = items as [ItemRow];
    return {
      reference: first.reference,
      packNo: first.pack_no,
      taxOrgCode: first.tax_org_code,
      entrustDate: first.entrust_date,
      items: items.map(({ tra_no: traNo, insurance, channel, fen }) => ({
        traNo,
        insurance,
        channel,
        amount: fromFen(BigInt(fen)),
      })),
    };
  });
};

export const markSent = (database: Database, { packNo, taxOrgCode: org, entrustDate }: Pack, at: string) =>
  database.query(
    `update treasury_items set sent_at = $4
     where entrust_date = $1 and tax_org_code = $2 and pack_no = $3`,
    [entrustDate, org, packNo, at],
  );

/** Whose money an item of the treasury is. */
export interface Owner extends Record<string, unknown> {
  readonly orderId: string;
  readonly personId: string;
  readonly channel: Channel;
  readonly insurance: Insurance;
  readonly month: string;
  readonly fen: string;
}

export const ownerOf = async (
  database: Database,
  {
    entrustDate,
    taxOrgCode: org,
    traNo,
  }: {
    readonly entrustDate: Day;
    readonly taxOrgCode: string;
    readonly traNo: string;
  },
): Promise<Owner | undefined> =>
  (
    await database.query<Owner>(
      `select order_id as "orderId", person_id as "personId", channel, insurance, month, fen::text as fen
       from treasury_items where entrust_date = $1 and tax_org_code = $2 and tra_no = $3`,
      [entrustDate, org, traNo],
    )
  )[0];

export const markReceived = (
  database: Database,
  item: { readonly entrustDate: Day; readonly taxOrgCode: string; readonly traNo: string },
  received: { readonly on: Day | null; readonly fen: bigint },
) =>
  database.query(
    `update treasury_items set received_on = coalesce($4, received_on), received_fen = $5
     where entrust_date = $1 and tax_org_code = $2 and tra_no = $3`,
    [item.entrustDate, item.taxOrgCode, item.traNo, received.on, String(received.fen)],
  );

interface ReturnRow extends Owner {
  readonly refundNo: string;
  readonly entrustDate: Day;
  readonly taxOrgCode: string;
  readonly traNo: string;
  readonly account: string | null;
}

const returnsText = `
  select r.refund_no as "refundNo", r.order_id as "orderId", r.person_id as "personId", r.channel,
    r.insurance, r.fen::text as fen, t.entrust_date::text as "entrustDate", t.tax_org_code as "taxOrgCode",
    t.tra_no as "traNo", t.month, r.account
  from treasury_returns r join lateral (
    select * from treasury_items i where i.order_id = r.order_id and i.tra_no is not null
      and (r.tra_no is null or (i.entrust_date, i.tax_org_code, i.tra_no) =
        (r.entrust_date, r.tax_org_code, r.tra_no))
    order by i.tra_no limit 1) as t on true`;

/** Refunds whose money the treasury has and was not asked for yet. */
export const returnsToAsk = async (database: Database, now: Instant): Promise<ReturnRequest[]> =>
  (
    await database.query<ReturnRow>(
      `${returnsText} where r.told_at is null and t.received_on is not null
       and ${isDue(returnReferenceSql('r.refund_no'), '$1')}`,
      [now],
    )
  ).map(({ refundNo, insurance, channel, fen, entrustDate, taxOrgCode: org, traNo }) => ({
    refundNo,
    insurance,
    channel,
    amount: fromFen(BigInt(fen)),
    item: { entrustDate, taxOrgCode: org, traNo },
  }));

export const markAsked = (database: Database, refundNo: string, at: string) =>
  database.query('update treasury_returns set told_at = $2 where refund_no = $1', [refundNo, at]);

export const returnOf = async (database: Database, refundNo: string): Promise<ReturnRow | undefined> =>
  (await database.query<ReturnRow>(`${returnsText} where r.refund_no = $1`, [refundNo]))[0];

export const markReturned = (database: Database, refundNo: string, on: Day) =>
  database.query('update treasury_returns set returned_on = $2 where refund_no = $1', [refundNo, on]);
