import { Fragment } from 'react';
import { Link } from 'react-router';
import type { Shown } from '@canbao/api-client';
import { api } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Act } from '../parts/act';
import { Card, Code, Facts, Head, Status } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { at, ofAll, type ServiceName } from '../parts/services';
import { serviceName, shownTime } from '../parts/words';
import { actionNames, detailNames, detailValue, outcomeName } from './words';
import '../operations.css';

type Proposal = Shown<'/operations/payment/proposals'>['items'][number] & { readonly service: ServiceName };

/** What somebody has proposed and another has to approve, over all services. */
const ApprovalsPage = () => {
  const query = useBody(['proposals'], () => ofAll((service) => api.get(at(service, 'proposals'))), 10_000);
  return (
    <div className="page">
      <Head title="待复核">重要操作由一人提请、另一人复核；自己提请的只能撤回。</Head>
      <Loaded query={query}>
        {(answers) => {
          const all = answers
            .flatMap(({ service, items }) => items.map((item) => ({ ...item, service })))
            .toSorted((a, b) => (a.proposedAt < b.proposedAt ? 1 : -1));
          const isOpen = ({ status }: Proposal): boolean => status === 'proposed' || status === 'approved';
          return (
            <>
              <Card title="等待复核">
                <List of={all.filter(isOpen)} nothing="没有等待复核的事项。" />
              </Card>
              <Card title="近期已办">
                <List of={all.filter((each) => !isOpen(each)).slice(0, 50)} nothing="还没有。" />
              </Card>
            </>
          );
        }}
      </Loaded>
      <p className="soft">
        退费的两级审核在<Link to="/operations/refunds">退费</Link>，标准调整的复核在
        <Link to="/operations/rules">政策标准</Link>。
      </p>
    </div>
  );
};
export default ApprovalsPage;

const List = ({ of, nothing }: { readonly of: readonly Proposal[]; readonly nothing: string }) =>
  of.length === 0 ? (
    <p className="soft">{nothing}</p>
  ) : (
    <ul className="rows">
      {of.map((proposal) => (
        <li key={proposal.proposalId} className="row-card">
          <One of={proposal} />
        </li>
      ))}
    </ul>
  );

const who = (signIn: string | undefined) => (signIn === undefined ? undefined : <Code>{signIn}</Code>);

const One = ({ of }: { readonly of: Proposal }) => {
  const { id, role } = usePerson();
  const isOpen = of.status === 'proposed' || of.status === 'approved';
  const isOwn = of.proposedBy.split(':').at(-1) === id;
  const path = { id: of.proposalId };
  return (
    <>
      <div className="row-top">
        <strong>{actionNames[of.action]}</strong>
        <Status of={of.status} />
        <span className="soft">{serviceName(of.service)}</span>
      </div>
      <Facts
        of={[
          ...Object.entries(of.details).map(
            ([name, value]) => [detailNames[name] ?? '其他', detailValue(name, value)] as const,
          ),
          ['理由', of.purpose],
          [
            '提请',
            <Fragment key="proposed">
              <Code>{of.proposedBy}</Code> {shownTime(of.proposedAt)}
            </Fragment>,
          ],
          ['复核', who(of.approvedBy ?? of.rejectedBy)],
          ['驳回原因', of.reason],
          [
            isOpen ? '须在此前复核' : '结果',
            isOpen ? shownTime(of.approveBy) : of.outcome === undefined ? undefined : outcomeName(of.outcome),
          ],
        ]}
      />
      {isOpen && role === 'operator' && (
        <div className="ops-actions">
          {!isOwn && (
            <Act
              primary
              said="已通过并执行"
              work={() => api.post(`${at(of.service, 'proposals')}/{id}/approval`, { path, body: {} })}
            >
              通过
            </Act>
          )}
          <Act
            danger
            said={isOwn ? '已撤回' : '已驳回'}
            work={() => api.post(`${at(of.service, 'proposals')}/{id}/rejection`, { path, body: {} })}
          >
            {isOwn ? '撤回' : '驳回'}
          </Act>
        </div>
      )}
    </>
  );
};
