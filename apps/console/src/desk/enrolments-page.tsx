import { UserAddOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { FindPerson, type Found } from '../parts/find-person';
import { PersonCard } from '../parts/person-card';
import { Enrolments } from './enrolments';
import { IdentityCorrections } from './identity-corrections';
import { Postings } from './postings';
import { RegisterPerson } from './register-person';

/** The enrolments that a bureau keeps: told, corrected, ended; and what its ledger has refused. */
const EnrolmentsPage = () => {
  const [found, setFound] = useState<Found>();
  const [newNumber, setNewNumber] = useState<string>();
  const show = (next: Found | undefined): void => {
    setFound(next);
    setNewNumber(undefined);
  };
  return (
    <div className="page">
      <header className="head">
        <h1>参保登记</h1>
        <p>查找参保人，办理参保、变更和停保，查看本部门的记账情况。</p>
      </header>
      <FindPerson onFound={show} onMissing={setNewNumber} isFound={found !== undefined} />
      {found === undefined && newNumber === undefined && (
        <div>
          <Button icon={<UserAddOutlined />} onClick={() => setNewNumber('')}>
            登记新参保人
          </Button>
        </div>
      )}
      {newNumber !== undefined && <RegisterPerson key={newNumber} idNumber={newNumber} onRegistered={show} />}
      {found !== undefined && (
        <>
          <PersonCard key={found.personId} found={found} />
          <div className="two">
            <Enrolments key={found.personId} personId={found.personId} />
            <Postings personId={found.personId} />
          </div>
          <IdentityCorrections key={`corrections ${found.personId}`} personId={found.personId} />
        </>
      )}
    </div>
  );
};
export default EnrolmentsPage;
