import { Button, Result } from 'antd';
import { useEffect } from 'react';
import {
  createBrowserRouter,
  isRouteErrorResponse,
  Navigate,
  useLocation,
  useNavigate,
  useRouteError,
  type RouteObject,
} from 'react-router';
import { SignInPage } from '../sign-in/sign-in-page';
import { SignedInPage } from '../sign-in/signed-in-page';
import { usePerson, useSession } from '../sign-in/session';
import { Layout } from './layout';
import type { Page } from './page';
import { pages } from './pages';

/** Whoever is signed in goes on, unless the address asks for somebody else. */
const Door = () => {
  const { session } = useSession();
  const who = new URLSearchParams(useLocation().search).get('as');
  const isOther = who !== null && who !== session?.person.id;
  return session === undefined || isOther ? <SignInPage /> : <Layout />;
};

/** The first page of whoever is signed in. */
const Home = () => {
  const { role } = usePerson();
  const first = pages.find(({ icon, roles }) => icon !== undefined && roles.includes(role));
  return first === undefined ? (
    <Result status="info" title="这里没有您的业务" subTitle="工作台供银行柜面、税务、运营和经办部门使用。" />
  ) : (
    <Navigate to={first.path} replace />
  );
};

/** Shown instead of a page that is not for the role, or not there. */
const Elsewhere = ({ title, what }: { readonly title: string; readonly what: string }) => {
  const navigate = useNavigate();
  return (
    <Result
      status="warning"
      title={title}
      subTitle={what}
      extra={
        <Button type="primary" onClick={() => void navigate('/')}>
          回到首页
        </Button>
      }
    />
  );
};

/** A page whose code could not be loaded, or that failed: nothing is booked by a page. */
const Failed = () => {
  const error = useRouteError();
  const isGone = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main className="door">
      <Result
        status="error"
        title={isGone ? '没有这个页面' : '页面没有打开'}
        subTitle="请检查网络后刷新页面。已提交的业务不受影响，可按原号码查询。"
        extra={
          <Button type="primary" onClick={() => location.reload()}>
            刷新页面
          </Button>
        }
      />
    </main>
  );
};

const routeOf = ({ path, title, roles, load }: Page): RouteObject => ({
  path,
  lazy: async () => {
    const { default: Body } = await load();
    const Shown = () => {
      const { role } = usePerson();
      useEffect(() => {
        document.title = `${title} · 参保缴费`;
      }, []);
      return roles.includes(role) ? (
        <Body />
      ) : (
        <Elsewhere title="这个页面不在您的职责范围内" what="如需办理，请联系有权限的同事。" />
      );
    };
    return { Component: Shown };
  },
});

/** Every route of the console. */
export const router = createBrowserRouter(
  [
    { path: '/signed-in', element: <SignedInPage />, errorElement: <Failed /> },
    {
      path: '/',
      element: <Door />,
      errorElement: <Failed />,
      hydrateFallbackElement: <main className="door" aria-busy="true" />,
      children: [
        { index: true, element: <Home /> },
        ...pages.map(routeOf),
        { path: '*', element: <Elsewhere title="没有这个页面" what="地址可能有误。" /> },
      ],
    },
  ],
  { basename: '/console' },
);
