import { IdcardOutlined } from '@ant-design/icons';
import type { Page } from '../shell/page';

const group = '柜面';

/** The pages of bank counters and tax front desks. */
export const counterPages: readonly Page[] = [
  {
    path: '/counter',
    title: '收费',
    group,
    roles: ['bank', 'tax-desk'],
    icon: <IdcardOutlined />,
    load: () => import('./counter-page'),
  },
];
