import { LoginOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';

/** Nobody is signed in: the way to the issuer. */
export const SignInPage = () => {
  const { pathname, search } = useLocation();
  const who = new URLSearchParams(search).get('as') ?? undefined;
  const [state, setState] = useState<'idle' | 'leaving' | 'failed'>('idle');
  const go = async (): Promise<void> => {
    setState('leaving');
    try {
      const { signIn } = await import('./oidc');
      await (who === undefined ? signIn(`${pathname}${search}`) : signIn(pathname, who));
    } catch {
      setState('failed');
    }
  };
  // The portal's first page says who, in a sandbox: one click is enough.
  useEffect(() => {
    if (who !== undefined) void go();
  }, []);
  return (
    <main className="door">
      <section className="door-card">
        <p className="door-brand">参保缴费</p>
        <h1>工作台</h1>
        <p>银行柜面、税务前台、运营和经办部门从这里登录。</p>
        {state === 'failed' && (
          <Alert
            role="alert"
            type="error"
            showIcon
            title="统一身份认证暂时无法访问"
            description="请稍后再试；仍不成功请联系本单位管理员。"
          />
        )}
        <Button
          type="primary"
          size="large"
          block
          autoFocus
          icon={<LoginOutlined />}
          loading={state === 'leaving'}
          onClick={() => void go()}
        >
          登录
        </Button>
        <p className="soft">
          缴费政策咨询：<strong>12366</strong> 纳税缴费服务热线
        </p>
      </section>
    </main>
  );
};
