import { api, newKey } from '../../api/api';
import { usePerson } from '../../sign-in/session';
import { Fragment, useState } from 'react';
import type { Shown } from '@canbao/api-client';
import { Act } from '../parts/act';
import { Card, Code, Facts, Status } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { shownTime } from '../parts/words';

type Override = Shown<'/rule-overrides'>['items'][number];

/** What was proposed for configuration rows, and what became of it. */
export const Overrides = () => {
  const query = useBody(['rule-overrides'], () => api.get('/rule-overrides'), 15_000);
  return (
    <Card title="调整提议">
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">还没有提议。</p>
          ) : (
            <ul className="rows" aria-label="调整提议">
              {items.map((item) => (
                <li key={item.overrideId} className="row-card">
                  <One of={item} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
};

const One = ({ of }: { readonly of: Override }) => {
  const { id, role } = usePerson();
  const [key] = useState(newKey);
  const path = { id: of.overrideId };
  const decider = of.approvedBy ?? of.rejectedBy;
  return (
    <>
      <div className="row-top">
        <strong>{tableNames[of.table]}</strong>
        <Status of={of.status} />
      </div>
      <Facts
        of={[
          ['原起始', of.from],
          ['新起始', of.startsOn],
          ['新的值', of.value],
          ['依据', of.source],
          [
            '提请',
            <Fragment key="proposed">
              <Code>{of.author}</Code> {shownTime(of.proposedAt)}
            </Fragment>,
          ],
          ['复核', decider === undefined ? undefined : <Code key="decided">{decider}</Code>],
        ]}
      />
      {of.status === 'proposed' && role === 'operator' && (
        <div className="ops-actions">
          {of.author !== id && (
            <Act
              primary
              said="已通过，立即生效"
              work={() => api.post('/rule-overrides/{id}/approval', { path, body: {}, key: `${key}-yes` })}
            >
              通过
            </Act>
          )}
          <Act
            danger
            said={of.author === id ? '已撤回' : '已驳回'}
            work={() => api.post('/rule-overrides/{id}/rejection', { path, body: {}, key: `${key}-no` })}
          >
            {of.author === id ? '撤回' : '驳回'}
          </Act>
        </div>
      )}
    </>
  );
};

const tableNames: Readonly<Record<Override['table'], string>> = {
  'pension.limits': '缴费基数上下限',
  'medical.base': '医疗保险缴费基数',
  'medical.surcharge': '大额医疗互助保险',
  'medical.lateFee': '滞纳金',
};
