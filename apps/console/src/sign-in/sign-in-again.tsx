import { Alert, Modal } from 'antd';
import { useState } from 'react';
import { giveUpSignIn, keepSession, useSession } from './session';

/** Over whatever page is open: the sign-in has expired, and what was typed stays. */
export const SignInAgain = () => {
  const { isAsked, session } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const again = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      const { signInBeside } = await import('./oidc');
      const renewed = await signInBeside();
      if (session !== undefined && !isSame(renewed.person, session.person))
        setFault(`请用原来的身份（${session.person.name}）登录；要换人办理，请先退出。`);
      else keepSession(renewed);
    } catch (error) {
      setFault(
        error instanceof Error && /[一-鿿]/.test(error.message)
          ? error.message
          : '登录没有完成，请再试一次。',
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={isAsked}
      title="登录已过期，请重新登录"
      okText="重新登录"
      cancelText="暂不登录"
      okButtonProps={{ autoFocus: true, loading: isBusy }}
      onOk={() => void again()}
      onCancel={giveUpSignIn}
      mask={{ closable: false }}
    >
      <p>已填写的内容都保留着。登录后，刚才的操作会自动继续，不会重复记账。</p>
      {fault !== undefined && <Alert role="alert" type="warning" showIcon title={fault} />}
    </Modal>
  );
};

const isSame = (one: { id: string; role: string }, other: { id: string; role: string }): boolean =>
  one.id === other.id && one.role === other.role;
