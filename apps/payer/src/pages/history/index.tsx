import { ask, type Reply } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { shownYuan } from '../../logic/fen';
import { backwards, shownMonth, shownMonths } from '../../logic/months';
import { preferences, t } from '../../state/preferences';
import { Box, Heading, Span } from '../../ui/elements';
import { Fact } from '../../ui/fact';
import { PaperButton } from '../../ui/paper-button';
import { ForPerson } from '../../ui/people-picker';
import { Card, Shell } from '../../ui/shell';
import { Trouble, Waiting } from '../../ui/trouble';

type OfInsurance = Reply<'contributionRecord'>['insurances'][number];

/** 缴费明细: all years of a person, what counts, what is missing. */
const History = () => {
  preferences.use();
  return (
    <Shell title={t('缴费年限与明细', 'Contribution history')}>
      <ForPerson>{(personId) => <Record key={personId} personId={personId} />}</ForPerson>
    </Shell>
  );
};

const Record = ({ personId }: { readonly personId: string }) => {
  const asked = useAsked(() => ask('contributionRecord', { path: { id: personId } }), [personId]);
  const record = asked.value;
  return (
    <>
      {asked.isAsking && record === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {(record?.insurances ?? []).map((one) => (
        <Insurance key={one.insurance} of={one} />
      ))}
      {record !== undefined && (
        <Card>
          <PaperButton
            path={`/persons/${personId}/contribution-record`}
            name={t('缴费记录（PDF）', 'Record (PDF)')}
          />
          <PaperButton
            path={`/persons/${personId}/statements/${record.asOf.slice(0, 4)}`}
            name={t(
              `${record.asOf.slice(0, 4)}年度缴费明细（PDF）`,
              `Statement of ${record.asOf.slice(0, 4)} (PDF)`,
            )}
          />
        </Card>
      )}
    </>
  );
};

const Insurance = ({ of }: { readonly of: OfInsurance }) => {
  const { isEnglish } = preferences.get();
  const { cumulative: years } = of;
  return (
    <Card title={of.insurance === 'pension' ? t('基本养老保险', 'Pension') : t('基本医疗保险', 'Medical')}>
      <Box className="figures">
        <Figure
          value={years === undefined ? String(of.counted) : String(years.years)}
          unit={years === undefined ? t('个月', 'months') : t('年', 'years')}
          name={t('累计缴费', 'Counted')}
          more={years === undefined ? '' : t(`又 ${years.months} 个月`, `and ${years.months} months`)}
        />
        <Figure value={shownYuan(of.amount)} unit={t('元', 'yuan')} name={t('缴费合计', 'Paid')} more="" />
        <Figure
          value={shownYuan(of.personalAccount)}
          unit={t('元', 'yuan')}
          name={t('划入个人账户', 'Personal account')}
          more=""
        />
      </Box>
      {of.gaps.map((gap) => (
        <Fact
          key={gap.from}
          name={t('中断', 'Gap')}
          value={`${shownMonth(gap.from, isEnglish)} – ${shownMonth(gap.until, isEnglish)}`}
        />
      ))}
      {of.payable.length > 0 && (
        <Fact
          name={t('还可以缴', 'Still payable')}
          value={shownMonths(
            of.payable.map(({ month }) => month),
            isEnglish,
          )}
        />
      )}
      {backwards(of.years).map(({ year, amount, months }) => (
        <Box key={year} className="section">
          <Heading level={3} className="section-title">
            {isEnglish ? String(year) : `${year}年`} · {shownYuan(amount)} {t('元', 'yuan')}
          </Heading>
          <Box className="dots">
            {months.map(({ month, state }) => (
              <Span
                key={month}
                className={`dot ${state}`}
                role="img"
                label={`${shownMonth(month, isEnglish)} ${stateName(state)}`}
              >
                {String(Number(month.slice(5)))}
              </Span>
            ))}
          </Box>
        </Box>
      ))}
      <Box className="legend">
        {(['paid', 'elsewhere', 'not-booked', 'gap'] as const).map((state) => (
          <Span key={state} className="legend-one">
            <Span className={`dot small ${state}`} />
            {stateName(state)}
          </Span>
        ))}
      </Box>
    </Card>
  );
};

const stateName = (state: string): string =>
  ({
    paid: t('已缴', 'paid'),
    carried: t('结转', 'carried in'),
    prepaid: t('预缴', 'prepaid'),
    'not-booked': t('未记账', 'not booked'),
    'goes-back': t('退回中', 'goes back'),
    elsewhere: t('单位参保', 'by an employer'),
    gap: t('中断', 'gap'),
  })[state] ?? state;

const Figure = (figure: {
  readonly value: string;
  readonly unit: string;
  readonly name: string;
  readonly more: string;
}) => (
  <Box className="figure">
    <Box className="soft">{figure.name}</Box>
    <Box className="figure-value">
      {figure.value}
      <Span className="figure-unit"> {figure.unit}</Span>
    </Box>
    <Box className="soft">{figure.more}</Box>
  </Box>
);

export default History;
