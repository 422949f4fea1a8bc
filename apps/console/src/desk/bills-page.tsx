import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { FindPerson, type Found } from '../parts/find-person';
import { PersonCard } from '../parts/person-card';
import { BillCard } from './bill-card';
import { BillForm } from './bill-form';

/** Bills of back-payment: pushed with a preview, looked at, corrected, withdrawn. */
const BillsPage = () => {
  const [params, setParams] = useSearchParams();
  const id = params.get('id') ?? '';
  const [found, setFound] = useState<Found>();
  const [typed, setTyped] = useState('');
  const show = (billId: string): void => {
    setFound(undefined);
    setParams({ id: billId });
  };
  return (
    <div className="page">
      <header className="head">
        <h1>补缴单</h1>
        <p>查找参保人，填写欠费月份和金额，预览后推送。推送后缴费人即可在各渠道补缴。</p>
      </header>
      <FindPerson
        onFound={(next) => {
          setFound(next);
          if (next !== undefined) setParams({});
        }}
      />
      {found !== undefined && (
        <>
          <PersonCard key={found.personId} found={found} />
          {found.medical === undefined ? (
            <section className="card" role="status">
              该参保人没有基本医疗保险登记，不能推送补缴单。
            </section>
          ) : (
            <BillForm
              key={found.personId}
              personId={found.personId}
              scheme={found.medical.scheme}
              onPushed={show}
            />
          )}
        </>
      )}
      <section className="card">
        <Form layout="vertical" onFinish={() => show(typed.trim().toLowerCase())}>
          <Form.Item label="按系统编号查补缴单" htmlFor="bill-id" style={{ marginBottom: 0 }}>
            <div className="find">
              <Input
                id="bill-id"
                value={typed}
                maxLength={40}
                placeholder="推送后由系统给出"
                onChange={({ target }) => setTyped(target.value)}
              />
              <Button htmlType="submit" disabled={typed.trim() === ''}>
                查看
              </Button>
            </div>
          </Form.Item>
        </Form>
      </section>
      {id !== '' && <BillCard key={id} billId={id} />}
    </div>
  );
};
export default BillsPage;
