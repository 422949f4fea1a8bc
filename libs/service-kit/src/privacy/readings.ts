import type { z } from 'zod';
import {
  Bank,
  legalGrounds,
  MiniProgram,
  personalFieldNames,
  privacyApi,
  purposes,
  roles,
  type PurposeName,
} from '@canbao/contracts';
import type { Instant } from '@canbao/calendar';
import { instantText, type Database } from '@canbao/postgres';
import { channelName } from '@canbao/vocabulary';
import { identityOf, type Caller } from '../http/caller';
import { readingsPrefix, type ReadEvent } from './personal-data-read';

/** A page of readings, as the API gives it. */
export type Readings = z.output<typeof privacyApi.registration.readings.reply>;
type Reading = Readings['items'][number];

interface Row {
  readonly at: Instant;
  readonly actor: string;
  readonly data: ReadEvent['data'];
  readonly is_last: boolean;
}

/** Configuration: as many as a page of it shows; those of one instant stay together. */
const pageSize = 200;

/**
 * Who has opened values of a person in this service, the latest first. A page ends where an instant does, so
 * that pages of several services fit together.
 */
export const readingsOf = async (
  database: Database,
  caller: Caller,
  personId: string,
  before?: Instant,
): Promise<Readings> => {
  const prefix = readingsPrefix(personId);
  const rows = await database.query<Row & Record<string, unknown>>(
    `with own as (
       select position, recorded_at, actor, data from events
       where stream >= $1 and stream < $2 and ($3::timestamptz is null or recorded_at < $3)),
     page as (select min(recorded_at) as since, count(*) as found
       from (select recorded_at from own order by recorded_at desc limit ${pageSize}) as latest)
     select ${instantText('recorded_at')} as at, actor, data,
       not exists (select from own earlier where earlier.recorded_at < page.since) as is_last
     from own, page where recorded_at >= page.since order by recorded_at desc, position desc`,
    [prefix, `${prefix.slice(0, -1)}.`, before ?? null],
  );
  const since = rows.at(-1);
  return {
    items: rows.map((row) => readingOf(row, caller)),
    ...(since === undefined || since.is_last ? {} : { nextBefore: since.at }),
  };
};

const readingOf = ({ at, actor, data }: Row, caller: Caller): Reading => {
  const { field, purpose, operation, requestId, reason } = data;
  const known = purpose in purposes ? purposes[purpose as PurposeName] : undefined;
  const isOfficer = caller.role === 'operator' || caller.role === 'auditor';
  return {
    readAt: at,
    field,
    fieldText: personalFieldNames[field],
    purpose,
    purposeText: known?.words ?? purpose,
    ...(known === undefined ? {} : { ground: { ...legalGrounds[known.ground] } }),
    by: {
      ...readerOf(actor),
      isCaller: actor === identityOf(caller),
      ...(isOfficer ? { actor } : {}),
    },
    ...(operation === undefined ? {} : { operation }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(isOfficer && reason !== undefined ? { reason } : {}),
  };
};

/** Whoever an actor is, as far as the person is told: the role, and the desk or the mini-program. */
const readerOf = (actor: string): Pick<Reading['by'], 'role' | 'bank' | 'channel' | 'text'> => {
  const [kind = '', where = ''] = actor.split(':');
  const role = [...roles, 'anyone' as const].find((each) => each === kind) ?? 'system';
  const bank = Bank.safeParse(where);
  if (role === 'bank' && bank.success) return { role, bank: bank.data, text: channelName(bank.data) };
  const channel = MiniProgram.safeParse(where);
  if (role === 'payer' && channel.success)
    return { role, channel: channel.data, text: `缴费人（${channelName(channel.data)}）` };
  return { role, text: roleNames[role] };
};

const roleNames: Readonly<Record<Reading['by']['role'], string>> = {
  hrss: '人社部门',
  'medical-bureau': '医保部门',
  agency: '经办机构',
  'tax-desk': '办税服务厅',
  bank: '银行柜面',
  payer: '缴费人',
  operator: '税务部门操作员',
  auditor: '审计人员',
  anyone: '凭证查验人（未登录）',
  system: '系统自动处理',
};
