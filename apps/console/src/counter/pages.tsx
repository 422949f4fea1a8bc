import { FileTextOutlined, IdcardOutlined, RollbackOutlined, WalletOutlined } from '@ant-design/icons';
import type { Page } from '../shell/page';

const group = '柜面';
const counters = ['bank', 'tax-desk'] as const;

/** The pages of bank counters and tax front desks. */
export const counterPages: readonly Page[] = [
  {
    path: '/counter',
    title: '收费',
    group,
    roles: counters,
    icon: <IdcardOutlined />,
    load: () => import('./counter-page'),
  },
  {
    path: '/receipts',
    title: '凭证',
    group,
    roles: counters,
    icon: <FileTextOutlined />,
    load: () => import('./receipts-page'),
  },
  {
    path: '/counter-refunds',
    title: '退费',
    group,
    roles: [...counters, 'hrss', 'medical-bureau'],
    icon: <RollbackOutlined />,
    load: () => import('./refunds-page'),
  },
  {
    path: '/shift',
    title: '班次',
    group,
    roles: ['tax-desk'],
    icon: <WalletOutlined />,
    load: () => import('./shift-page'),
  },
];
