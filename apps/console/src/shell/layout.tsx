import { LogoutOutlined, MenuOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons';
import { Button, Drawer, Menu, Spin } from 'antd';
import { bankNames, districtNames } from '@canbao/vocabulary';
import { Suspense, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { forgetSession, usePerson, type Person } from '../sign-in/session';
import { pages } from './pages';
import { useSize } from './view';
import { roleNames } from './words';

/** Where somebody works, in a few words. */
export const officeOf = ({ office, bank, district, role }: Person): string =>
  office ??
  [
    bank === undefined ? roleNames[role] : bankNames[bank].zh,
    district === undefined ? '' : districtNames[district].zh,
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** The frame around every page: who is here, where one can go, and how large it is shown. */
export const Layout = () => {
  const person = usePerson();
  const [size, setSize] = useSize();
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const leave = (): void => {
    forgetSession();
    void navigate('/');
  };
  return (
    <div className="frame">
      <a className="skip" href="#content">
        跳到正文
      </a>
      <header className="bar">
        <Button
          className="bar-menu"
          type="text"
          icon={<MenuOutlined />}
          aria-label="菜单"
          onClick={() => setOpen(true)}
        />
        <span className="bar-brand">
          参保缴费<small>工作台</small>
        </span>
        <span className="bar-who">
          <strong>{person.name}</strong>
          <small>{officeOf(person)}</small>
        </span>
        <Button
          type="text"
          icon={size === 'large' ? <ZoomOutOutlined /> : <ZoomInOutlined />}
          aria-label={size === 'large' ? '标准字号' : '大字版'}
          aria-pressed={size === 'large'}
          onClick={() => setSize(size === 'large' ? 'normal' : 'large')}
        >
          <span className="bar-label">{size === 'large' ? '标准字号' : '大字版'}</span>
        </Button>
        <Button type="text" icon={<LogoutOutlined />} aria-label="退出" onClick={leave}>
          <span className="bar-label">退出</span>
        </Button>
      </header>
      <div className="frame-body">
        <nav className="side" aria-label="主菜单">
          <Entries person={person} />
        </nav>
        <Drawer
          open={isOpen}
          onClose={() => setOpen(false)}
          placement="left"
          size={280}
          title="参保缴费 · 工作台"
        >
          <Entries person={person} onGo={() => setOpen(false)} />
        </Drawer>
        <main id="content" className="content" tabIndex={-1}>
          <Suspense
            fallback={
              <div className="page-wait">
                <Spin size="large" />
              </div>
            }
          >
            <Outlet />
          </Suspense>
        </main>
      </div>
    </div>
  );
};

const Entries = ({ person, onGo }: { readonly person: Person; readonly onGo?: () => void }) => {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const mine = pages.filter(({ icon, roles }) => icon !== undefined && roles.includes(person.role));
  const groups = [...new Set(mine.map(({ group }) => group))];
  const chosen = mine
    .filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
    .sort((one, other) => other.path.length - one.path.length)[0];
  return (
    <Menu
      mode="inline"
      selectedKeys={chosen === undefined ? [] : [chosen.path]}
      onClick={({ key }) => {
        void navigate(key);
        onGo?.();
      }}
      items={groups.map((group) => ({
        type: 'group',
        key: group,
        label: group,
        children: mine
          .filter((page) => page.group === group)
          .map(({ path, title, icon }) => ({ key: path, label: title, icon })),
      }))}
    />
  );
};
