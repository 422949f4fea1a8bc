import {
  AlertOutlined,
  AuditOutlined,
  BookOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  DashboardOutlined,
  DiffOutlined,
  EyeOutlined,
  PauseCircleOutlined,
  QuestionCircleOutlined,
  RollbackOutlined,
  SearchOutlined,
} from '@ant-design/icons';
import type { ComponentType, ReactNode } from 'react';
import type { Page } from '../shell/page';

type Load = () => Promise<{ readonly default: ComponentType }>;
const page = (path: string, title: string, load: Load, icon?: ReactNode): Page => ({
  path: `/operations${path}`,
  title,
  group: '运营',
  roles: ['operator', 'auditor'],
  load,
  ...(icon === undefined ? {} : { icon }),
});

/** The pages of operations. */
export const operationsPages: readonly Page[] = [
  page('/glance', '今日概览', () => import('./glance/glance-page'), <DashboardOutlined />),
  page('/find', '查找', () => import('./orders/find-page'), <SearchOutlined />),
  page('/orders/:id', '订单全程', () => import('./orders/order-page')),
  page('/day-end', '日终', () => import('./day-end/day-page'), <CalendarOutlined />),
  page('/day-end/:day', '日终', () => import('./day-end/day-page')),
  page('/day-end/:channel/:day', '渠道日终', () => import('./day-end/channel-day-page')),
  page('/cases', '案件', () => import('./cases/cases-page'), <AlertOutlined />),
  page('/cases/:id', '案件', () => import('./cases/case-page')),
  page('/suspense', '待查款', () => import('./money/suspense-page'), <QuestionCircleOutlined />),
  page('/refunds', '退费', () => import('./money/refunds-page'), <RollbackOutlined />),
  page('/refunds/:id', '退费', () => import('./money/refund-page')),
  page('/approvals', '待复核', () => import('./approvals/approvals-page'), <CheckSquareOutlined />),
  page('/parked', '搁置事件', () => import('./approvals/parked-page'), <PauseCircleOutlined />),
  page('/rules', '政策标准', () => import('./rules/rules-page'), <BookOutlined />),
  page('/true-ups', '多退少补', () => import('./rules/true-ups-page'), <DiffOutlined />),
  page('/ledger', '总账', () => import('./ledger/ledger-page'), <AuditOutlined />),
  page('/ledger/:code', '分录', () => import('./ledger/entries-page')),
  page('/readings', '谁看过什么', () => import('./security/readings-page'), <EyeOutlined />),
];
