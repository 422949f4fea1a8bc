import { Unanswered } from '@canbao/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import zhCn from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { SignInAgain } from './sign-in/sign-in-again';
import { router } from './shell/routes';
import { themeOf } from './shell/theme';
import { useSize } from './shell/view';
import './shell/style.css';

/** What was asked is asked again after a lost answer, and never after a refusal. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (times, error) => error instanceof Unanswered && times < 2,
      refetchOnWindowFocus: false,
    },
  },
});

/** The nonce that the portal has put into this page: without it no style would be allowed. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

const Console = () => {
  const [size] = useSize();
  document.documentElement.dataset['size'] = size;
  return (
    <ConfigProvider
      locale={zhCn}
      theme={themeOf(size)}
      csp={{ nonce }}
      form={{ requiredMark: false }}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queries}>
        <App>
          <RouterProvider router={router} />
          <SignInAgain />
        </App>
      </QueryClientProvider>
    </ConfigProvider>
  );
};

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
