import Taro, { useDidShow } from '@tarojs/taro';
import { useEffect, type ReactNode } from 'react';
import { preferences, t } from '../state/preferences';
import { Box, Heading, Span, Tap } from './elements';
import { toHome } from './ways';

interface ShellProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What stays in sight at the bottom: the sum and the way on. */
  readonly foot?: ReactNode;
  readonly isHome?: boolean;
}

const isH5 = process.env.TARO_ENV === 'h5';

/** The frame of every page: title and way back, the larger mode, the language, and what stays in sight. */
export const Shell = ({ title, children, foot, isHome = false }: ShellProps) => {
  const { isLarge, isEnglish } = preferences.use();
  useDidShow(() => void Taro.setNavigationBarTitle({ title }));
  useEffect(() => {
    if (isH5) document.documentElement.lang = isEnglish ? 'en' : 'zh-CN';
  }, [isEnglish]);
  const change = (changed: object): void => preferences.set({ ...preferences.get(), ...changed });
  return (
    <Box className={`page${isLarge ? ' large' : ''}${foot === undefined ? '' : ' has-foot'}`}>
      <Box className="bar" role="banner">
        <Box className="bar-inner">
          {isH5 && !isHome && (
            <Tap className="bar-back" label={t('返回', 'Back')} onTap={back}>
              ‹
            </Tap>
          )}
          {isH5 && (
            <Heading level={1} className="bar-title">
              {title}
            </Heading>
          )}
          <Box className="bar-tools">
            <Tap className="bar-tool" isPressed={isLarge} onTap={() => change({ isLarge: !isLarge })}>
              {isLarge ? t('标准', 'Standard') : t('大字', 'Large')}
            </Tap>
            <Tap
              className="bar-tool"
              {...(isEnglish ? { lang: 'zh-CN' } : {})}
              onTap={() => change({ isEnglish: !isEnglish })}
            >
              {isEnglish ? '中文' : 'English'}
            </Tap>
          </Box>
        </Box>
      </Box>
      <Box className="main" role="main">
        {children}
      </Box>
      {foot !== undefined && (
        <Box className="foot" role="contentinfo">
          <Box className="foot-inner">{foot}</Box>
        </Box>
      )}
    </Box>
  );
};

const back = (): void => {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack();
  else toHome();
};

/** A block with a heading. */
export const Card = ({
  title,
  aside,
  children,
  className = '',
}: {
  readonly title?: string;
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}) => (
  <Box className={`card ${className}`}>
    {title !== undefined && (
      <Box className="card-head">
        <Heading level={2} className="card-title">
          {title}
        </Heading>
        {aside}
      </Box>
    )}
    {children}
  </Box>
);

/** A sentence that must be seen: told to a screen reader as well. */
export const Note = ({
  kind,
  children,
  id,
}: {
  readonly kind: 'warn' | 'bad' | 'good' | 'info';
  readonly children?: ReactNode;
  readonly id?: string;
}) => (
  <Box
    className={`note ${kind}`}
    role={kind === 'bad' ? 'alert' : 'note'}
    {...(id === undefined ? {} : { id })}
  >
    <Span className="note-sign">{{ warn: '!', bad: '!', good: '✓', info: 'i' }[kind]}</Span>
    <Box className="note-text">{children}</Box>
  </Box>
);
