import { Segmented } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Head } from '../parts/head';
import { OfPerson } from './of-person';
import { Log } from './log';
import '../operations.css';

/** Who read what of a person; and, of each service, everything that its security log keeps. */
const ReadingsPage = () => {
  const [params] = useSearchParams();
  const [shown, setShown] = useState<'person' | 'log'>('person');
  return (
    <div className="page">
      <Head
        title="谁看过什么"
        actions={
          <Segmented<'person' | 'log'>
            value={shown}
            onChange={setShown}
            options={[
              { value: 'person', label: '按参保人' },
              { value: 'log', label: '全部记录' },
            ]}
          />
        }
      >
        {shown === 'person'
          ? '某人的姓名、证件号码、账号被谁、何时、为何查看过。参保人自己也能查到。'
          : '查阅个人信息、被拒绝的登录和请求、操作员的操作和导出，按发生顺序，不能删改。'}
      </Head>
      {shown === 'person' ? <OfPerson person={params.get('person') ?? ''} /> : <Log />}
    </div>
  );
};
export default ReadingsPage;
