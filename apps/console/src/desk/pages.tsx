import { AuditOutlined, FileAddOutlined, SolutionOutlined } from '@ant-design/icons';
import type { Page } from '../shell/page';

const group = '经办';
const bureaus = ['hrss', 'medical-bureau'] as const;

/** The pages of bureaus and agencies. */
export const deskPages: readonly Page[] = [
  {
    path: '/bills',
    title: '补缴单',
    group,
    roles: ['agency'],
    icon: <FileAddOutlined />,
    load: () => import('./bills-page'),
  },
  {
    path: '/enrolments',
    title: '参保登记',
    group,
    roles: bureaus,
    icon: <SolutionOutlined />,
    load: () => import('./enrolments-page'),
  },
  {
    path: '/registration-cases',
    title: '登记冲突',
    group,
    roles: bureaus,
    icon: <AuditOutlined />,
    load: () => import('./cases-page'),
  },
];
