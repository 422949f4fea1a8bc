import { useDidShow } from '@tarojs/taro';
import { useState } from 'react';
import { Box, Heading, Span, Tap } from '../../ui/elements';
import { Card, Shell } from '../../ui/shell';
import { Trouble } from '../../ui/trouble';
import { open, replaceBy, wayTo, type PageName } from '../../ui/ways';
import { preferences, t } from '../../state/preferences';
import { session } from '../../state/session';
import { finishSignIn, signIn } from '../../state/sign-in';

/** 灵活就业: the two declarations, and everything beside them. */
const Home = () => {
  preferences.use();
  const known = session.use();
  const [error, setError] = useState<unknown>();
  useDidShow(() => {
    finishSignIn()
      .then((next) => (next === undefined || next === '' ? undefined : replaceBy(next)))
      .catch(setError);
  });
  const declare = (insurance: string): void => {
    setError(undefined);
    if (known !== undefined) return open('people', { insurance });
    signIn(wayTo('people', { insurance })).catch(setError);
  };
  return (
    <Shell title={t('参保缴费', 'Social insurance')} isHome>
      <Box className="hero">
        <Heading level={2} className="hero-title">
          {t('灵活就业', 'Flexible employment')}
        </Heading>
        <Box className="hero-text">
          {t('灵活就业人员社会保险自主缴费 · 济南市', 'Pay your own pension and medical insurance · Jinan')}
        </Box>
        <Box className="doors">
          <Door
            name={t('人社自主申报', 'HR self-declaration')}
            what={t('基本养老保险', 'Basic pension insurance')}
            sign={t('养', 'P')}
            onTap={() => declare('pension')}
          />
          <Door
            name={t('医保自主申报', 'Medical self-declaration')}
            what={t('基本医疗保险', 'Basic medical insurance')}
            sign={t('医', 'M')}
            onTap={() => declare('medical')}
          />
        </Box>
      </Box>
      {error !== undefined && <Trouble error={error} />}
      <Card title={t('查询与办理', 'Look up and apply')}>
        <Box className="tiles">
          {tiles().map(({ page, name, sign }) => (
            <Tap key={page} className="tile" onTap={() => open(page)}>
              <Span className="tile-sign">{sign}</Span>
              <Span className="tile-name">{name}</Span>
            </Tap>
          ))}
        </Box>
      </Card>
      {known !== undefined && (
        <Card className="who">
          <Box className="row flat">
            <Span className="avatar" lang="zh-CN">
              {known.name.slice(-1)}
            </Span>
            <Span className="row-main" lang="zh-CN">
              {known.name}
            </Span>
            <Span className={`tag ${known.channel}`}>
              {known.channel === 'wechat' ? t('微信', 'WeChat') : t('支付宝', 'Alipay')}
            </Span>
            <Tap className="link" onTap={() => session.set(undefined)}>
              {t('退出', 'Sign out')}
            </Tap>
          </Box>
        </Card>
      )}
    </Shell>
  );
};

const Door = (door: {
  readonly name: string;
  readonly what: string;
  readonly sign: string;
  readonly onTap: () => void;
}) => (
  <Tap className="door" onTap={door.onTap}>
    <Span className="door-sign">{door.sign}</Span>
    <Span className="door-text">
      <Span className="door-name">{door.name}</Span>
      <Span className="door-what">{door.what}</Span>
    </Span>
    <Span className="door-go">›</Span>
  </Tap>
);

const tiles = (): readonly { readonly page: PageName; readonly name: string; readonly sign: string }[] => [
  { page: 'why', name: t('应缴与原因', 'What is owed'), sign: t('欠', 'D') },
  { page: 'records', name: t('缴费记录', 'Payments'), sign: t('录', 'P') },
  { page: 'history', name: t('缴费年限', 'History'), sign: t('年', 'Y') },
  { page: 'cover', name: t('医保待遇', 'Cover'), sign: t('医', 'C') },
  { page: 'debit', name: t('按月批扣', 'Debit'), sign: t('扣', 'A') },
  { page: 'standards', name: t('缴费标准', 'Standards'), sign: t('标', 'S') },
  { page: 'guide', name: t('缴费指引', 'Guide'), sign: t('引', 'G') },
];

export default Home;
