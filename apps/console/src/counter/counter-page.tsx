import { insuranceNames, type Insurance } from '@canbao/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { App, Segmented } from 'antd';
import { useRef, useState } from 'react';
import { sentenceOf } from '../api/api';
import { FindPerson, type Found } from '../parts/find-person';
import { PersonCard } from '../parts/person-card';
import { Refusal } from '../parts/refusal';
import { useShortcut } from '../parts/shortcut';
import {
  collect,
  collectionOf,
  endNote,
  isUnknown,
  note,
  useNoted,
  type Collected,
  type Method,
  type Noted,
  type Quoted,
} from './collecting';
import { NotedCollection } from './noted';
import { Payables } from './payables';
import { QuoteCard } from './quote-card';
import { ResultCard } from './result-card';

/** A customer at a counter: found by number, told what may be paid, the money taken and booked. */
const CounterPage = () => {
  const [found, setFound] = useState<Found>();
  const [insurance, setInsurance] = useState<Insurance>('pension');
  const [quoted, setQuoted] = useState<Quoted>();
  const [collected, setCollected] = useState<Collected>();
  const [pending, setPending] = useState<Noted>();
  const noted = useNoted();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  // A second click comes before the first has drawn the page again.
  const isSending = useRef(false);
  const [round, setRound] = useState(0);
  const queries = useQueryClient();
  const { modal } = App.useApp();

  const start = (next: Found | undefined): void => {
    setFound(next);
    setQuoted(undefined);
    setCollected(undefined);
    setError(undefined);
    if (next !== undefined) setInsurance(next.pension === undefined ? 'medical' : 'pension');
  };
  const next = (): void => {
    start(undefined);
    setRound(round + 1);
  };
  const choose = (chosen: Insurance): void => {
    setInsurance(chosen);
    setQuoted(undefined);
  };
  useShortcut('Alt+1', found === undefined ? undefined : () => choose('pension'));
  useShortcut('Alt+2', found === undefined ? undefined : () => choose('medical'));

  const send = async (collection: Noted): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    setBusy(true);
    setError(undefined);
    setPending(collection);
    try {
      setCollected(await collect(collection));
      setPending(undefined);
      setQuoted(undefined);
      void queries.invalidateQueries({ queryKey: ['payables'] });
    } catch (refusal) {
      setError(refusal);
      if (!isUnknown(refusal)) setPending(undefined);
    } finally {
      isSending.current = false;
      setBusy(false);
      await queries.invalidateQueries({ queryKey: ['noted-collections'] });
    }
  };
  const take = async (method: Method): Promise<void> => {
    if (quoted === undefined || isSending.current || pending !== undefined) return;
    const collection = collectionOf(quoted, method);
    isSending.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await note(collection);
    } catch (refusal) {
      return setError(refusal);
    } finally {
      isSending.current = false;
      setBusy(false);
    }
    modal.confirm({
      title: `确认已收妥${method === 'cash' ? '现金' : '刷卡款'} ¥${quoted.quote.total}？`,
      content: '确认后立即记账并出具凭证。当日可以冲正。',
      okText: '已收妥，记账',
      cancelText: '返回',
      autoFocusButton: 'ok',
      onOk: () => void send(collection),
      onCancel: () => void endNote(collection).catch(() => undefined),
    });
  };

  const isPending = (one: Noted): boolean => one.channelTransactionNo === pending?.channelTransactionNo;
  const listed: readonly Noted[] = noted.data ?? [];
  // Where no answer comes, the list does not come either.
  const isMissing = pending !== undefined && error !== undefined && !listed.some(isPending);
  const unseen = isMissing ? [pending, ...listed] : listed;

  return (
    <div className="page">
      <header className="head">
        <h1>收费</h1>
        <p>扫描或输入证件号码，选择月份，收款后打印凭证。全程可用键盘办理。</p>
      </header>
      {unseen.map((one) => (
        <NotedCollection
          key={one.channelTransactionNo}
          noted={one}
          said={isPending(one) && error !== undefined ? sentenceOf(error) : undefined}
          isBusy={isBusy && isPending(one)}
          onAsk={() => void send(one)}
        />
      ))}
      {pending === undefined && <Refusal error={error} />}
      <FindPerson key={round} onFound={start} />
      {collected !== undefined && <ResultCard collected={collected} onNext={next} />}
      {found !== undefined && collected === undefined && (
        <>
          <PersonCard key={found.personId} found={found} />
          <div className="two">
            <section className="card" aria-label="可缴月份">
              <Segmented
                size="large"
                value={insurance}
                onChange={choose}
                options={(['pension', 'medical'] as const).map((one, index) => ({
                  value: one,
                  label: (
                    <span>
                      {insuranceNames[one]}
                      <kbd>Alt+{index + 1}</kbd>
                    </span>
                  ),
                }))}
              />
              <div className="gap">
                <Payables personId={found.personId} insurance={insurance} onQuoted={setQuoted} />
              </div>
            </section>
            {quoted !== undefined && pending === undefined && (
              <QuoteCard quoted={quoted} isBusy={isBusy} onCollect={(method) => void take(method)} />
            )}
            {quoted === undefined && (
              <section className="card soft hint">
                <h2>应缴金额</h2>
                <p>选择月份后点“计算应缴金额”。金额由系统按规则计算，柜面不能改动。</p>
              </section>
            )}
          </div>
        </>
      )}
    </div>
  );
};
export default CounterPage;
