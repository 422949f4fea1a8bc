import Taro from '@tarojs/taro';
import { useState } from 'react';
import { ask } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { guideName, guideSection } from '../../logic/guide-words';
import { preferences, t } from '../../state/preferences';
import { Box, Heading, Label, Select, Span, Tap } from '../../ui/elements';
import { Card, Note, Shell } from '../../ui/shell';
import { Trouble, Waiting } from '../../ui/trouble';

interface Bank {
  readonly key: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly cashNote: string;
}
interface District {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly banks: readonly string[];
}
/** The guide as `/guide` gives it. */
interface Guide {
  readonly hotline: { readonly number: string; readonly name: string };
  readonly channels: readonly { readonly name: string; readonly note?: string }[];
  readonly sections: readonly { readonly guide: string; readonly title: string; readonly text: string }[];
  readonly bankTable: {
    readonly headerGroups: readonly string[];
    readonly banks: readonly Bank[];
    readonly districts: readonly District[];
  };
}

/** 社保缴费指引: where to pay, what to observe, the hotline. */
const GuidePage = () => {
  const { isEnglish } = preferences.use();
  const asked = useAsked(async () => (await ask('guide')) as unknown as Guide, []);
  const guide = asked.value;
  return (
    <Shell title={t('社保缴费指引', 'Payment guide')}>
      {asked.isAsking && guide === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {guide !== undefined && (
        <>
          <Card title={t('在哪里缴', 'Where to pay')}>
            {guide.channels.map(({ name, note }) => (
              <Box key={name} className="line">
                <Box className="line-main">
                  <Box>{guideName(name, isEnglish)}</Box>
                  {note !== undefined && <Box className="soft">{guideName(note, isEnglish)}</Box>}
                </Box>
              </Box>
            ))}
          </Card>
          <Banks {...guide.bankTable} />
          <Card title={t('缴费须知', 'What to observe')}>
            {guide.sections.map((section) => (
              <Box key={section.guide} className="section">
                <Heading level={3} className="section-title">
                  {guideSection(section, isEnglish)[0]}
                </Heading>
                <Box>{guideSection(section, isEnglish)[1]}</Box>
                <Box className="soft">
                  {t('指南', 'Guide')} {section.guide}
                </Box>
              </Box>
            ))}
          </Card>
          <Card title={guideName(guide.hotline.name, isEnglish)}>
            <Tap
              className="button main-button"
              onTap={() => void Taro.makePhoneCall({ phoneNumber: guide.hotline.number })}
            >
              {t(`拨打 ${guide.hotline.number}`, `Call ${guide.hotline.number}`)}
            </Tap>
          </Card>
        </>
      )}
    </Shell>
  );
};

/** One's own district first; the whole table of districts and banks beneath it. */
const Banks = ({ banks, districts, headerGroups }: Guide['bankTable']) => {
  const { isEnglish } = preferences.get();
  const [code, setCode] = useState(districts[0]?.code ?? '');
  const named = ({ nameZh, nameEn }: Bank | District): string => (isEnglish ? nameEn : nameZh);
  const own = districts.find((district) => district.code === code);
  return (
    <Card title={t('银行柜台：各区县可缴费银行', 'Bank counters by district')}>
      <Box className="field">
        <Label htmlFor="district">{t('参保登记所在地', 'Place of registration')}</Label>
        <Select
          id="district"
          label={t('参保登记所在地', 'Place of registration')}
          options={districts.map((district) => ({ value: district.code, text: named(district) }))}
          value={code}
          onChange={setCode}
        />
      </Box>
      <Box className="banks">
        {banks.map((bank) => {
          const isOpen = own?.banks.includes(bank.key) === true;
          return (
            <Box key={bank.key} className={`bank${isOpen ? ' open' : ''}`}>
              <Box className="bank-name">{named(bank)}</Box>
              <Box className="bank-mark">
                {isOpen ? t('可以缴费', 'takes payments') : t('不能缴费', 'does not')}
              </Box>
              {isOpen && (
                <Box className="bank-cash">
                  {t(`现金、他行卡：${bank.cashNote}`, 'Cash, other cards: ask the bank')}
                </Box>
              )}
            </Box>
          );
        })}
      </Box>
      <Note kind="info">
        {t(
          `指南把银行分为“${headerGroups.join('”和“')}”两组，未逐一列明；可否使用现金或他行卡，解释权归各银行所有，请先致电网点。`,
          'Whether a bank takes cash or cards of other banks is for the bank to say: call it first.',
        )}
      </Note>
      <Heading level={3} className="section-title">
        {t('全部区县', 'All districts')}
      </Heading>
      <Box className="matrix" role="table" label={t('各区县可缴费银行', 'Banks by district')}>
        <Box className="matrix-row head" role="row">
          <Span className="matrix-name" role="columnheader">
            {t('区县', 'District')}
          </Span>
          {banks.map((bank) => (
            <Span key={bank.key} className="matrix-cell" role="columnheader">
              {isEnglish ? bank.key.toUpperCase() : bank.nameZh.slice(0, 2)}
            </Span>
          ))}
        </Box>
        {districts.map((district) => (
          <Box key={district.code} className={`matrix-row${district.code === code ? ' own' : ''}`} role="row">
            <Span className="matrix-name" role="rowheader">
              {isEnglish ? district.nameEn.split(' ')[0] : district.nameZh}
            </Span>
            {banks.map((bank) => (
              <Span
                key={bank.key}
                className={`matrix-cell${district.banks.includes(bank.key) ? ' yes' : ''}`}
                role="cell"
              >
                {district.banks.includes(bank.key) ? '√' : '—'}
              </Span>
            ))}
          </Box>
        ))}
      </Box>
    </Card>
  );
};

export default GuidePage;
