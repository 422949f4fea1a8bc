import { Alert, Modal } from 'antd';
import { useRef, useState } from 'react';
import { giveUpSignIn, keepSession, useSession } from './session';

/** Over whatever page is open: the sign-in has expired, and what was typed stays. */
export const SignInAgain = () => {
  const { isAsked, session } = useSession();
  const [told, setTold] = useState<string>();
  const attempt = useRef<AbortController>(undefined);
  const again = async (): Promise<void> => {
    attempt.current?.abort();
    attempt.current = new AbortController();
    setTold('请在弹出的窗口中登录。窗口关闭了的，再点一次“重新登录”。');
    try {
      const { signInBeside } = await import('./oidc');
      const renewed = await signInBeside(attempt.current.signal);
      if (session !== undefined && !isSame(renewed.person, session.person))
        setTold(`请用原来的身份（${session.person.name}）登录；要换人办理，请先退出。`);
      else {
        setTold(undefined);
        keepSession(renewed);
      }
    } catch (error) {
      const isOurs = error instanceof Error && /[一-鿿]/.test(error.message);
      setTold(isOurs ? error.message : '登录没有完成，请再试一次。');
    }
  };
  return (
    <Modal
      open={isAsked}
      title="登录已过期，请重新登录"
      okText="重新登录"
      cancelText="暂不登录"
      okButtonProps={{ autoFocus: true }}
      onOk={() => void again()}
      onCancel={giveUpSignIn}
      mask={{ closable: false }}
    >
      <p>已填写的内容都保留着。登录后，刚才的操作会自动继续，不会重复记账。</p>
      {told !== undefined && <Alert role="status" type="info" showIcon title={told} />}
    </Modal>
  );
};

const isSame = (one: { id: string; role: string }, other: { id: string; role: string }): boolean =>
  one.id === other.id && one.role === other.role;
