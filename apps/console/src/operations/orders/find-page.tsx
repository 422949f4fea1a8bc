import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Body } from '@canbao/api-client';
import { api } from '../../api/api';
import { Facts, Head, Status, Yuan } from '../parts/head';
import { Loaded } from '../parts/loaded';
import { channelName, insuranceName, shownTime } from '../parts/words';
import { SearchForm } from '../parts/search-form';
import { ByIdentity, isIdentityNumber } from './by-identity';
import { Nothing, UnpaidQuote } from './unpaid-quote';
import '../operations.css';

type Found = Body<'post', '/searches'>['items'][number];
const kinds: Readonly<Record<Found['found'], string>> = {
  order: '订单号',
  receipt: '收据号',
  'channel-transaction': '渠道流水号',
  refund: '退费单',
  case: '案件',
  person: '参保人编号',
  bundle: '整月险种组合号',
  quote: '核定单号',
  'channel-order': '渠道订单号',
  'payment-number': '缴费编号',
  'channel-bill': '渠道账单号',
  'treasury-item': '国库交易号',
  'case-reference': '案件所涉号码',
};
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Finds anything by a number that somebody reads out or scans. */
const FindPage = () => {
  const [params, setParams] = useSearchParams();
  const number = params.get('number') ?? '';
  const [identity, setIdentity] = useState<string>();
  const query = useQuery({
    queryKey: ['search', number],
    queryFn: async () => (await api.post('/searches', { body: { number } })).body,
    enabled: number !== '',
  });
  const go = (typed: string): string | undefined => {
    const wanted = typed.normalize('NFKC').trim();
    if (wanted.length < 4) return '请输入至少 4 位的号码。';
    const isIdentity = isIdentityNumber(wanted);
    setIdentity(isIdentity ? wanted : undefined);
    // An identity number stands in no address.
    setParams(isIdentity ? {} : { number: wanted });
    return undefined;
  };
  return (
    <div className="page">
      <Head title="查找">
        订单、收据、核定、缴费编号、渠道流水和渠道订单、退费和退款、国库交易、案件、参保人、整月组合：任何一个号码都可以。身份证号码须填写理由。
      </Head>
      <SearchForm
        label="号码"
        placeholder="扫描或输入号码，回车查找"
        action="查找"
        start={number}
        hasFocus
        onGo={go}
      />
      {identity !== undefined && (
        <ByIdentity key={identity} number={identity} onPerson={(id) => setParams({ number: id })} />
      )}
      {number !== '' && (
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              uuid.test(number) ? (
                <UnpaidQuote id={number} />
              ) : (
                <Nothing />
              )
            ) : (
              <ul className="rows" aria-label="查找结果">
                {items.map((item) => (
                  <li key={`${item.found} ${item.orderId} ${item.refundId} ${item.caseId}`}>
                    <Item item={item} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </div>
  );
};
export default FindPage;

const linkOf = ({ caseId, refundId, orderId }: Found): readonly [string, string] => {
  if (caseId !== undefined) return [`/operations/cases/${caseId}`, '查看案件'];
  if (refundId !== undefined) return [`/operations/refunds/${refundId}`, '查看退费'];
  return [`/operations/orders/${orderId}`, '查看全程'];
};

const Item = ({ item }: { readonly item: Found }) => {
  const [to, said] = linkOf(item);
  const { found, channel, insurance, months, status, amount, at } = item;
  return (
    <article className="row-card">
      <div className="row-top">
        <strong>{kinds[found]}</strong>
        <Status of={status} />
        <Yuan of={amount} />
        <Link className="row-end" to={to}>
          {said}
        </Link>
      </div>
      <Facts
        of={[
          ['险种', insurance === undefined ? undefined : insuranceName(insurance)],
          ['所属期', months.join('、')],
          ['渠道', channel === undefined ? undefined : channelName(channel)],
          ['渠道流水号', item.channelTransactionNo],
          ['收据号', item.receiptNo],
          ['时间', at === undefined ? undefined : shownTime(at)],
        ]}
      />
    </article>
  );
};
