import { useState } from 'react';
import { ask, type Reply } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { reasonOf, wayOut } from '../../logic/conditions';
import { shownYuan } from '../../logic/fen';
import { backwards, shownMonth } from '../../logic/months';
import { preferences, t } from '../../state/preferences';
import { Box, Heading, Label, Select, Span, Tap } from '../../ui/elements';
import { ForPerson } from '../../ui/people-picker';
import { Card, Shell } from '../../ui/shell';
import { Source } from '../../ui/source';
import { Trouble, Waiting } from '../../ui/trouble';
import { open } from '../../ui/ways';

type Insurance = 'pension' | 'medical';
type Payable = Reply<'payables'>['items'][number];

/** 应缴查询: what is owed, what is paid, and of any month why not. */
const Why = () => {
  preferences.use();
  return (
    <Shell title={t('应缴与原因', 'What is owed, and why not')}>
      <ForPerson>{(personId) => <Owed key={personId} personId={personId} />}</ForPerson>
    </Shell>
  );
};

const Owed = ({ personId }: { readonly personId: string }) => (
  <>
    <OfInsurance personId={personId} insurance="pension" />
    <OfInsurance personId={personId} insurance="medical" />
  </>
);

const OfInsurance = ({
  personId,
  insurance,
}: {
  readonly personId: string;
  readonly insurance: Insurance;
}) => {
  const { isEnglish } = preferences.get();
  const asked = useAsked(() => ask('payables', { path: { id: personId }, query: { insurance } }), [personId]);
  const [month, setMonth] = useState<string>();
  const items = asked.value?.items ?? [];
  const seen = month ?? backwards(items).find(({ status }) => status !== 'closed')?.month ?? items[0]?.month;
  return (
    <Card
      title={insurance === 'pension' ? t('基本养老保险', 'Pension') : t('基本医疗保险', 'Medical')}
      aside={
        <Tap className="link" onTap={() => open('people', { insurance })}>
          {t('去缴费', 'Pay')}
        </Tap>
      }
    >
      {asked.isAsking && asked.value === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {asked.value !== undefined && <Summary items={items} />}
      {seen !== undefined && (
        <>
          <Box className="field">
            <Label htmlFor={`month-${insurance}`}>{t('查看月份', 'Month')}</Label>
            <Select
              id={`month-${insurance}`}
              label={t('查看月份', 'Month')}
              options={items.map((one) => ({
                value: one.month,
                text: `${shownMonth(one.month, isEnglish)} · ${statusName(one.status)}`,
              }))}
              value={seen}
              onChange={setMonth}
            />
          </Box>
          <Answers personId={personId} insurance={insurance} month={seen} />
        </>
      )}
    </Card>
  );
};

const statusName = (status: Payable['status']): string =>
  ({ payable: t('可以缴', 'open'), paid: t('已缴', 'paid'), closed: t('不能缴', 'closed') })[status];

const Summary = ({ items }: { readonly items: readonly Payable[] }) => {
  const { isEnglish } = preferences.get();
  const open = items.filter(({ status }) => status === 'payable');
  return (
    <Box>
      {open.length === 0
        ? t('目前没有可缴的月份。', 'Nothing can be paid now.')
        : t(`可缴 ${open.length} 个月`, `${open.length} months can be paid`)}
      {open
        .filter(({ total }) => total !== undefined)
        .map(({ month, total = '', bill }) => (
          <Box key={month} className="fact">
            <Span className="fact-name">
              {shownMonth(month, isEnglish)}
              {bill === undefined ? '' : t('（补缴单）', ' (bill)')}
            </Span>
            <Span className="fact-value">¥{shownYuan(total)}</Span>
          </Box>
        ))}
    </Box>
  );
};

const questions = [
  ['pay', '缴费', 'Pay'],
  ['post', '经办机构记账', 'Booked by the bureau'],
  ['refund', '退费', 'Refund'],
  ['benefit', '享受医保待遇', 'Medical cover'],
] as const;

const Answers = (asks: {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: string;
}) => {
  const { isEnglish } = preferences.get();
  const asked = useAsked(
    () => ask('why', { path: { id: asks.personId, month: asks.month } }),
    [asks.personId, asks.month],
  );
  const item = asked.value?.items.find(({ insurance }) => insurance === asks.insurance);
  return (
    <>
      {asked.isAsking && asked.value === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {questions.map(([key, zh, en]) => {
        const answer = item?.[key];
        return answer === undefined ? null : (
          <Box key={key} className="section">
            <Box className="fact">
              <Heading level={3} className="section-title">
                {t(zh, en)}
              </Heading>
              <Span className={`tag ${answer.answer === 'yes' ? 'good' : 'warn'}`}>
                {answer.answer === 'yes' ? t('可以', 'yes') : t('不可以', 'no')}
              </Span>
            </Box>
            {answer.conditions.map((one) => (
              <Box key={one.code} className="reason">
                <Box>{reasonOf(one.code, isEnglish)}</Box>
                <Box className="soft">
                  {wayOut(one, isEnglish)} · {t('依据', 'Source')}: <Source of={one.source} />
                </Box>
              </Box>
            ))}
          </Box>
        );
      })}
    </>
  );
};

export default Why;
