import { useQuery } from '@tanstack/react-query';
import { Empty, Skeleton } from 'antd';
import { api } from '../api/api';
import { Chip } from '../parts/chip';
import { Refusal } from '../parts/refusal';

const reasons: Readonly<Record<string, string>> = {
  'number-reused': '同一报文号内容不同',
  'sequence-reused': '同一顺序号用了两次',
  'corrects-unknown': '更正的报文不存在',
  'corrects-later': '更正了在后的报文',
  'corrected-twice': '同一报文更正了两次',
  'overtaken-by-call': '与接口办理的登记不一致',
  'not-enrolled': '减员时没有参保登记',
  'deaths-differ': '两个部门的死亡日期不一致',
  'after-death': '死亡之后又有登记',
};
const waysOut: Readonly<Record<string, string>> = {
  'correct-or-withdraw-one': '核对后更正或撤回其中一条',
  'send-what-is-missing': '补报缺少的登记',
  'send-under-another-number': '换一个报文号重新报送',
  'use-the-call': '在“参保登记”页面办理',
};
const kinds: Readonly<Record<string, string>> = {
  enrolled: '新增参保',
  'from-employer': '单位转灵活',
  'transferred-in': '转入',
  resumed: '续缴',
  moved: '变更参保地',
  'scheme-changed': '变更缴费方式',
  'to-employer': '转单位',
  death: '死亡',
  'left-country': '出国',
  'transferred-out': '转出',
  stopped: '停缴',
  retired: '退休',
  withdrawn: '撤回',
};

/** Facts of the feeds that contradict each other: whose, which, and the way out. */
const CasesPage = () => {
  const { data, error, isPending } = useQuery({
    queryKey: ['registration-cases'],
    queryFn: async () => (await api.get('/registration-cases')).body.items,
    staleTime: 0,
  });
  return (
    <div className="page">
      <header className="head">
        <h1>登记冲突</h1>
        <p>推送的登记互相矛盾时在这里列出。更正后自动消失。</p>
      </header>
      {isPending && <Skeleton active />}
      <Refusal error={error} />
      {data?.length === 0 && (
        <section className="card">
          <Empty description="没有冲突" />
        </section>
      )}
      {data?.map(({ caseId, because, wayOut, facts, openedAt, personId }) => (
        <section
          key={`${caseId} ${personId}`}
          className="card of-the-day"
          aria-label={reasons[because] ?? because}
        >
          <div className="list-head">
            <h2>
              {reasons[because] ?? because} <Chip tone="warn">待处理</Chip>
            </h2>
            <span className="soft num">{openedAt.slice(0, 16).replace('T', ' ')}</span>
          </div>
          <ul className="plain">
            {facts.map(({ bureau, businessDate, kind, messageNo }) => (
              <li key={`${bureau} ${businessDate} ${kind} ${messageNo ?? ''}`}>
                {bureau === 'hrss' ? '人社' : '医保'} <span className="num">{businessDate}</span>{' '}
                {kinds[kind] ?? kind}
                {messageNo === undefined ? '' : `（报文 ${messageNo}）`}
              </li>
            ))}
          </ul>
          <p>怎么办：{waysOut[wayOut] ?? wayOut}。</p>
          <p className="soft num">参保人编号 {personId}</p>
        </section>
      ))}
    </div>
  );
};
export default CasesPage;
