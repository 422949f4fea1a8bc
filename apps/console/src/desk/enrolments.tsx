import { districtNames, insuranceNames } from '@canbao/vocabulary';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../api/api';
import { Refusal } from '../parts/refusal';
import { usePerson } from '../sign-in/session';
import { schemeNames } from './bill-words';
import { EmployerCovers } from './employer-covers';
import { EndForm } from './end-form';
import { EnrolForm } from './enrol-form';
import type { Period } from './enrolment';

/** The enrolments of a person for the insurance of the bureau, and what can be told of them. */
export const Enrolments = ({ personId }: { readonly personId: string }) => {
  const { role } = usePerson();
  const insurance = role === 'hrss' ? 'pension' : 'medical';
  const [corrected, setCorrected] = useState<Period>();
  const { data, error, isPending } = useQuery({
    queryKey: ['enrolments', personId],
    queryFn: () => api.get('/persons/{id}/enrolments', { path: { id: personId } }),
    staleTime: 0,
  });
  if (isPending) return <Skeleton active />;
  if (data === undefined) return <Refusal error={error} />;
  const periods = (data.body.periods[insurance] ?? []) as readonly Period[];
  const subject = { personId, insurance, version: data.version } as const;
  const last = periods.at(-1);
  return (
    <div className="stack">
      <section className="card" aria-label="登记">
        <h2>{insuranceNames[insurance]}</h2>
        {periods.length === 0 && <p>还没有参保登记。</p>}
        {periods.length > 0 && (
          <table className="lines stacks">
            <thead>
              <tr>
                <th>起</th>
                <th>止</th>
                <th>参保地</th>
                {insurance === 'medical' && <th>缴费方式</th>}
                <th>
                  <span className="hidden">办理</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {periods.map((period) => (
                <tr key={period.from}>
                  <td className="num">{period.from}</td>
                  <td>{period.endedOn ?? '至今'}</td>
                  <td>{districtNames[period.district].zh}</td>
                  {insurance === 'medical' && (
                    <td>{period.scheme === undefined ? '' : schemeNames[period.scheme]}</td>
                  )}
                  <td>
                    <Button
                      size="small"
                      aria-label={`更正 ${period.from} 起的登记`}
                      onClick={() => setCorrected(period)}
                    >
                      更正
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <EnrolForm
          key={corrected?.from ?? 'new'}
          subject={subject}
          last={last}
          corrected={corrected}
          onDone={() => setCorrected(undefined)}
        />
        {last !== undefined && <EndForm subject={subject} last={last} />}
      </section>
      <EmployerCovers subject={subject} covers={data.body.employerCovers?.[insurance] ?? []} />
    </div>
  );
};
