import { Button, Result, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { keepSession } from './session';

// A code is good once: a second run of the effect waits for the first.
let completing: ReturnType<typeof import('./oidc').complete> | undefined;

/** The way back from the issuer. */
export const SignedInPage = () => {
  const navigate = useNavigate();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    completing ??= import('./oidc').then(({ complete }) => complete());
    completing.then(
      (done) => {
        completing = undefined;
        if (done === 'beside') return;
        keepSession(done.session);
        void navigate(done.next || '/', { replace: true });
      },
      () => setFailed(true),
    );
  }, [navigate]);
  return hasFailed ? (
    <main>
      <Result
        status="warning"
        title="登录没有完成"
        subTitle="登录页面可能停留过久，或者已在别处打开。请重新登录。"
        extra={
          <Button type="primary" href="/console/">
            重新登录
          </Button>
        }
      />
    </main>
  ) : (
    <main className="door" aria-busy="true">
      <Spin description="正在登录" size="large">
        <div className="door-wait" />
      </Spin>
    </main>
  );
};
