import Taro from '@tarojs/taro';
import { Problem } from '../api/problem';
import { send } from '../api/transport';
import { session } from './session';

const channel = process.env.TARO_ENV === 'alipay' ? 'alipay' : 'wechat';

/**
 * In a mini-program the wallet knows who it is: its code is exchanged for a session by the server of the
 * mini-program. The sandbox stands in for that server.
 * @throws Problem, Lost
 */
export const signIn = async (_next?: string): Promise<void> => {
  const { code } = await Taro.login();
  const answer = await send('POST', '/sandbox/wallet-sign-in', {}, { code, channel });
  if (answer.status !== 200) throw new Problem(answer);
  const { accessToken, name } = answer.body as { readonly accessToken: string; readonly name: string };
  session.set({ token: accessToken, channel, name });
};

/** Nobody comes back from another site: the wallet signs in on the spot. */
export const finishSignIn = async (): Promise<string | undefined> => {
  if (session.get() === undefined) await signIn();
  return undefined;
};
