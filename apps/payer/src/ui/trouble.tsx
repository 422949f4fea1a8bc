import { Problem } from '../api/problem';
import { Lost } from '../api/transport';
import { signIn } from '../state/sign-in';
import { t } from '../state/preferences';
import { Box, Tap } from './elements';
import { Note } from './shell';
import { hereNow } from './ways';

/** What is told of an error: the platform's own sentence, or that the connection is gone. */
export const sentenceOf = (error: unknown): string => {
  if (isSignedOut(error))
    return t(
      '登录已过期，请重新登录；已填写的内容都在。',
      'Your sign-in has ended. Nothing that you typed is lost.',
    );
  if (error instanceof Problem) return t(error.userMessage, error.detail);
  if (error instanceof Lost)
    return t(
      '网络不通，没有收到答复。已填写的内容都在，请检查网络后重试。',
      'No answer: the connection is down. Nothing that you typed is lost. Check the network and try again.',
    );
  return t('页面出了问题，请刷新后重试。', 'This page has a fault. Please reload it and try again.');
};

/** Whether the platform no longer knows who asks. */
export const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === 401;

/** An error where it happened, with the way to try again. */
export const Trouble = ({ error, again }: { readonly error: unknown; readonly again?: () => void }) => (
  <Note kind="bad">
    <Box>{sentenceOf(error)}</Box>
    {isSignedOut(error) && (
      <Tap className="link" onTap={() => void signIn(hereNow())}>
        {t('重新登录', 'Sign in again')}
      </Tap>
    )}
    {again !== undefined && !isSignedOut(error) && (
      <Tap className="link" onTap={again}>
        {t('重试', 'Try again')}
      </Tap>
    )}
  </Note>
);

/** While something is on its way. */
export const Waiting = () => (
  <Box className="waiting" role="status">
    {t('正在加载…', 'Loading…')}
  </Box>
);
