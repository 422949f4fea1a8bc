import { useState } from 'react';
import { ask } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { ruleNote, ruleTitle, ruleValue } from '../../logic/rule-words';
import { preferences, t } from '../../state/preferences';
import { Box, Heading } from '../../ui/elements';
import { Field } from '../../ui/field';
import { Card, Shell } from '../../ui/shell';
import { Source } from '../../ui/source';
import { Trouble, Waiting } from '../../ui/trouble';

const groups = [
  ['pension.', '基本养老保险', 'Pension insurance'],
  ['medical.', '基本医疗保险', 'Medical insurance'],
  ['record.', '缴费记录', 'Records'],
  ['', '其他', 'Other'],
] as const;

/** 缴费标准: the figures in force on a day, each with its source. */
const Standards = () => {
  const { isEnglish } = preferences.use();
  const [typed, setTyped] = useState('');
  const isDay = /^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(typed);
  const on = isDay ? typed : undefined;
  const asked = useAsked(() => ask('rules', { query: { on } }), [on]);
  const items = asked.value?.items ?? [];
  const inGroup = (prefix: string): typeof items =>
    items.filter(({ rule }) =>
      prefix === ''
        ? !groups.some(([other]) => other !== '' && rule.startsWith(other))
        : rule.startsWith(prefix),
    );
  return (
    <Shell title={t('缴费标准', 'Standards')}>
      <Card title={t('查询日期', 'On which day')}>
        <Field
          id="on"
          label={t('日期（不填为今天）', 'Day (today if empty)')}
          placeholder="2022-05-18"
          value={typed}
          maxLength={10}
          hint={
            asked.value === undefined
              ? ''
              : t(`按 ${asked.value.on} 执行的标准`, `In force on ${asked.value.on}`)
          }
          fault={
            typed !== '' && !isDay && typed.length >= 10
              ? t('请按“2022-05-18”的格式填写。', 'Please write it as 2022-05-18.')
              : undefined
          }
          onInput={setTyped}
        />
      </Card>
      {asked.isAsking && asked.value === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {groups
        .filter(([prefix]) => inGroup(prefix).length > 0)
        .map(([prefix, zh, en]) => (
          <Card key={prefix} title={t(zh, en)}>
            {inGroup(prefix).map((item) => (
              <Box key={`${item.rule}${item.from}`} className="section">
                <Heading level={3} className="section-title">
                  {ruleTitle(item.rule, item.zh, isEnglish)}
                </Heading>
                <Box className="standard">{ruleValue(item.rule, item.value, item.valueZh, isEnglish)}</Box>
                <Box className="soft">
                  {t(`自 ${item.from} 起`, `from ${item.from}`)} · <Source of={item.source.document} />
                  {item.configuration === true ? t(' · 含配置值', ' · configuration') : ''}
                  {item.noteZh === undefined ? '' : ` · ${ruleNote(item.noteZh, isEnglish)}`}
                </Box>
              </Box>
            ))}
          </Card>
        ))}
    </Shell>
  );
};

export default Standards;
