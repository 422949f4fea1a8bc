import { useState } from 'react';
import type { Reply } from '../../api/calls';
import { reasonOf, wayOut } from '../../logic/conditions';
import { between, shownMonth } from '../../logic/months';
import { preferences, t } from '../../state/preferences';
import { Box, Label, Select, Span, Tap } from '../../ui/elements';
import { Card } from '../../ui/shell';
import { Source } from '../../ui/source';

/** A month of the window, as the platform tells it. */
export type Payable = Reply<'payables'>['items'][number];

/**
 * 所属期起止: two choices of payable months, and under them every month of the window. Those that cannot be paid
 * say why when they are tapped.
 */
export const Months = ({
  payables,
  chosen,
  choose,
  fault,
}: {
  readonly payables: readonly Payable[];
  readonly chosen: readonly string[];
  readonly choose: (months: readonly string[]) => void;
  readonly fault?: string | undefined;
}) => {
  const { isEnglish } = preferences.get();
  const [looked, look] = useState<string>();
  const open = payables.filter(({ status }) => status === 'payable').map(({ month }) => month);
  const [first = '', last = first] = [chosen[0], chosen[chosen.length - 1]];
  const options = open.map((month) => ({ value: month, text: shownMonth(month, isEnglish) }));
  const toggle = (month: string): void =>
    choose(chosen.includes(month) ? chosen.filter((one) => one !== month) : [...chosen, month].sort());
  const years = [...new Set(payables.map(({ month }) => month.slice(0, 4)))];
  const seen = payables.find(({ month }) => month === looked);
  return (
    <Card title={t('费款所属期', 'Contribution period')}>
      {open.length > 0 && (
        <Box className="pair">
          <Box className="field">
            <Label htmlFor="from">{t('所属期起', 'From')}</Label>
            <Select
              id="from"
              label={t('所属期起', 'From')}
              options={options}
              value={first}
              onChange={(from) => choose(between(open, from, last < from ? from : last))}
            />
          </Box>
          <Box className="field">
            <Label htmlFor="to">{t('所属期止', 'To')}</Label>
            <Select
              id="to"
              label={t('所属期止', 'To')}
              options={options}
              value={last}
              onChange={(to) => choose(between(open, first > to ? to : first, to))}
            />
          </Box>
        </Box>
      )}
      {fault !== undefined && (
        <Box className="fault" role="alert">
          {fault}
        </Box>
      )}
      {years.map((year) => (
        <Box key={year} className="year">
          <Span className="year-name">{isEnglish ? year : `${year}年`}</Span>
          <Box className="months">
            {payables
              .filter(({ month }) => month.startsWith(year))
              .map((one) => (
                <Month
                  key={one.month}
                  payable={one}
                  isChosen={chosen.includes(one.month)}
                  onTap={() => {
                    look(one.month === looked || one.status === 'payable' ? undefined : one.month);
                    if (one.status === 'payable') toggle(one.month);
                  }}
                />
              ))}
          </Box>
        </Box>
      ))}
      {seen !== undefined && <Reasons payable={seen} />}
      <Box className="hint">
        {t(
          '点选月份；灰色月份不能缴，点一下看原因。',
          'Tap months. Grey ones cannot be paid: tap to see why.',
        )}
      </Box>
    </Card>
  );
};

const Month = ({
  payable: { month, status, route, bill },
  isChosen,
  onTap,
}: {
  readonly payable: Payable;
  readonly isChosen: boolean;
  readonly onTap: () => void;
}) => {
  const { isEnglish } = preferences.get();
  const kind = status === 'paid' ? t('已缴', 'paid') : status === 'closed' ? t('不可缴', 'closed') : '';
  const marks = [
    kind,
    route === undefined ? '' : t('缓缴', 'deferred'),
    bill === undefined ? '' : t('补缴', 'bill'),
  ];
  const mark = marks.filter((one) => one !== '').join(' ');
  return (
    <Tap
      className={`month ${status}${isChosen ? ' on' : ''}`}
      label={`${shownMonth(month, isEnglish)} ${mark === '' ? t('可缴', 'payable') : mark}`}
      {...(status === 'payable' ? { isPressed: isChosen } : {})}
      onTap={onTap}
    >
      <Span className="month-name">
        {isEnglish ? shownMonth(month, true).slice(0, 3) : `${Number(month.slice(5))}月`}
      </Span>
      <Span className="month-mark">{mark === '' ? (isChosen ? '✓' : t('可缴', 'open')) : mark}</Span>
    </Tap>
  );
};

const Reasons = ({ payable: { month, conditions, status } }: { readonly payable: Payable }) => {
  const { isEnglish } = preferences.get();
  return (
    <Box className="reasons" role="status">
      <Box className="strong">
        {shownMonth(month, isEnglish)}
        {status === 'paid' ? t(' 已缴费', ' is paid') : t(' 不能缴费', ' cannot be paid')}
      </Box>
      {conditions.map((one) => (
        <Box key={one.code} className="reason">
          <Box>{reasonOf(one.code, isEnglish)}</Box>
          <Box className="soft">
            {wayOut(one, isEnglish)} · {t('依据', 'Source')}: <Source of={one.source} />
          </Box>
        </Box>
      ))}
    </Box>
  );
};
