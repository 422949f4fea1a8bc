import { districtNames, districts, insuranceNames, type District, type Scheme } from '@canbao/vocabulary';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../api/api';
import { FindPerson, type Found } from '../parts/find-person';
import { PersonCard } from '../parts/person-card';
import { Refusal } from '../parts/refusal';
import { usePerson } from '../sign-in/session';
import { Postings } from './postings';

type Period = {
  readonly district: District;
  readonly from: string;
  readonly endedOn?: string;
  readonly scheme?: Scheme;
};
const schemes = { pooled: '单建统筹', 'with-account': '统账结合' } as const;
const endings = [
  { value: 'to-employer', label: '转单位参保' },
  { value: 'stopped', label: '停缴' },
  { value: 'retired', label: '退休' },
  { value: 'transferred-out', label: '转出' },
  { value: 'left-country', label: '出国' },
  { value: 'death', label: '死亡' },
] as const;
type Ending = (typeof endings)[number]['value'];

/** The enrolments that a bureau keeps: told, corrected, ended; and what its ledger has refused. */
const EnrolmentsPage = () => {
  const [found, setFound] = useState<Found>();
  return (
    <div className="page">
      <header className="head">
        <h1>参保登记</h1>
        <p>查找参保人，办理参保、变更和停保，查看本部门的记账情况。</p>
      </header>
      <FindPerson onFound={setFound} />
      {found !== undefined && (
        <>
          <PersonCard key={found.personId} found={found} />
          <div className="two">
            <Enrolments key={found.personId} personId={found.personId} />
            <Postings personId={found.personId} />
          </div>
        </>
      )}
    </div>
  );
};
export default EnrolmentsPage;

const Enrolments = ({ personId }: { readonly personId: string }) => {
  const { role } = usePerson();
  const insurance = role === 'hrss' ? 'pension' : 'medical';
  const { data, error, isPending } = useQuery({
    queryKey: ['enrolments', personId],
    queryFn: () => api.get('/persons/{id}/enrolments', { path: { id: personId } }),
    staleTime: 0,
  });
  if (isPending) return <Skeleton active />;
  if (data === undefined) return <Refusal error={error} />;
  const periods = (data.body.periods[insurance] ?? []) as readonly Period[];
  return (
    <section className="card" aria-label="登记">
      <h2>{insuranceNames[insurance]}</h2>
      {periods.length === 0 && <p>还没有参保登记。</p>}
      {periods.length > 0 && (
        <table className="lines">
          <thead>
            <tr>
              <th>起</th>
              <th>止</th>
              <th>参保地</th>
              {insurance === 'medical' && <th>缴费方式</th>}
            </tr>
          </thead>
          <tbody>
            {periods.map(({ from, endedOn, district, scheme }) => (
              <tr key={from}>
                <td className="num">{from}</td>
                <td>{endedOn ?? '至今'}</td>
                <td>{districtNames[district].zh}</td>
                {insurance === 'medical' && <td>{scheme === undefined ? '' : schemes[scheme]}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Change
        key={data.version}
        personId={personId}
        insurance={insurance}
        version={data.version}
        last={periods.at(-1)}
      />
    </section>
  );
};

/** Two things a bureau tells: what holds from a day on, and that it ends; not over a colleague’s change. */
const Change = ({
  personId,
  insurance,
  version,
  last,
}: {
  readonly personId: string;
  readonly insurance: 'pension' | 'medical';
  readonly version: string | undefined;
  readonly last: Period | undefined;
}) => {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [district, setDistrict] = useState<District>(last?.district ?? '370102');
  const [scheme, setScheme] = useState<Scheme>(last?.scheme ?? 'pooled');
  const [from, setFrom] = useState('');
  const [on, setOn] = useState('');
  const [reason, setReason] = useState<Ending>('to-employer');
  const [wrong, setWrong] = useState<'from' | 'on'>();
  const given = { path: { id: personId }, ...(version === undefined ? {} : { version }) };
  const done = (words: string): void => {
    void message.success(words);
    setWrong(undefined);
    void queries.invalidateQueries({ queryKey: ['enrolments', personId] });
  };
  const enrol = useMutation({
    mutationFn: (): Promise<unknown> =>
      insurance === 'pension'
        ? api.put('/persons/{id}/enrolments/pension', { ...given, body: { district, from } })
        : api.put('/persons/{id}/enrolments/medical', { ...given, body: { district, scheme, from } }),
    onSuccess: () => done('登记已保存。'),
  });
  const end = useMutation({
    mutationFn: (): Promise<unknown> => {
      const body = { on, reason };
      const isEnded = last?.endedOn !== undefined;
      if (insurance === 'pension')
        return isEnded
          ? api.put('/persons/{id}/enrolments/pension/end', { ...given, body })
          : api.post('/persons/{id}/enrolments/pension/end', { ...given, key: crypto.randomUUID(), body });
      return isEnded
        ? api.put('/persons/{id}/enrolments/medical/end', { ...given, body })
        : api.post('/persons/{id}/enrolments/medical/end', { ...given, key: crypto.randomUUID(), body });
    },
    onSuccess: () => done('停保已保存。'),
  });
  const day = (id: 'from' | 'on', label: string, value: string, set: (value: string) => void) => (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="date"
        value={value}
        status={wrong === id ? 'error' : ''}
        aria-invalid={wrong === id}
        onChange={({ target }) => set(target.value)}
      />
      {wrong === id && (
        <span className="bad" role="alert">
          请选择日期。
        </span>
      )}
    </div>
  );
  return (
    <>
      <fieldset className="bill-month">
        <legend>{last === undefined ? '办理参保' : '变更登记'}</legend>
        <div className="fields">
          <div className="field">
            <label htmlFor="district">参保地</label>
            <Select
              id="district"
              value={district}
              onChange={setDistrict}
              options={districts.map((code) => ({ value: code, label: districtNames[code].zh }))}
            />
          </div>
          {insurance === 'medical' && (
            <div className="field">
              <label htmlFor="scheme">缴费方式</label>
              <Select
                id="scheme"
                value={scheme}
                onChange={setScheme}
                options={(['pooled', 'with-account'] as const).map((one) => ({
                  value: one,
                  label: schemes[one],
                }))}
              />
            </div>
          )}
          {day('from', '自哪天起', from, setFrom)}
        </div>
        <Refusal error={enrol.error} />
        <div className="buttons">
          <Button
            type="primary"
            loading={enrol.isPending}
            onClick={() => (from === '' ? setWrong('from') : enrol.mutate())}
          >
            保存登记
          </Button>
        </div>
      </fieldset>
      {last !== undefined && (
        <fieldset className="bill-month">
          <legend>{last.endedOn === undefined ? '停保' : '更正停保'}</legend>
          <div className="fields">
            {day('on', '最后一天', on, setOn)}
            <div className="field">
              <label htmlFor="ending">原因</label>
              <Select<Ending> id="ending" value={reason} onChange={setReason} options={[...endings]} />
            </div>
          </div>
          <Refusal error={end.error} />
          <div className="buttons">
            <Button
              danger
              loading={end.isPending}
              onClick={() => (on === '' ? setWrong('on') : end.mutate())}
            >
              保存停保
            </Button>
          </div>
        </fieldset>
      )}
    </>
  );
};
