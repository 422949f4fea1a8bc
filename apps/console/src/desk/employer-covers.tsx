import { insuranceNames } from '@canbao/vocabulary';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useRef, useState } from 'react';
import { api, codeOf, sentenceOf } from '../api/api';
import { monthTyped } from '../parts/dates';
import { Refusal } from '../parts/refusal';
import { Typed } from '../parts/typed';
import type { Cover, Subject } from './enrolment';
import { useTold } from './told';

/**
 * Months that an employer covers (职工参保), as they stand; told, corrected after a preview beside what stands,
 * or withdrawn. They are not payable by the person.
 */
export const EmployerCovers = ({
  subject,
  covers,
}: {
  readonly subject: Subject;
  readonly covers: readonly Cover[];
}) => {
  const { personId, insurance, version } = subject;
  const [corrected, setCorrected] = useState<Cover>();
  const told = useTold(personId);
  const { modal } = App.useApp();
  const withdrawal = useMutation({
    mutationFn: (from: string): Promise<unknown> => {
      const given = { path: { id: personId, from }, ...(version === undefined ? {} : { version }) };
      return insurance === 'pension'
        ? api.delete('/persons/{id}/enrolments/pension/employer-cover/{from}', given)
        : api.delete('/persons/{id}/enrolments/medical/employer-cover/{from}', given);
    },
    onSuccess: () => {
      told.saved('职工参保已撤销。');
      setCorrected(undefined);
    },
    onError: told.refused,
  });
  const askToWithdraw = (cover: Cover): void => {
    modal.confirm({
      title: `撤销 ${monthsOf(cover)} 的职工参保？`,
      content: '撤销后，这些月份重新可以由本人按灵活就业缴费。只在登记有误时撤销；离职的，请更正最后一月。',
      okText: '撤销',
      okButtonProps: { danger: true },
      cancelText: '返回',
      onOk: () => withdrawal.mutateAsync(cover.from).catch(() => undefined),
    });
  };
  return (
    <section className="card" aria-label="职工参保">
      <h2>职工参保（{insuranceNames[insurance]}）</h2>
      {covers.length === 0 ? (
        <p>没有单位为其参保的月份。</p>
      ) : (
        <div className="scroll" role="region" aria-label="职工参保时段" tabIndex={0}>
          <table className="lines stacks">
            <thead>
              <tr>
                <th>起始月</th>
                <th>最后一月</th>
                <th>
                  <span className="hidden">办理</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {covers.map((cover) => (
                <tr key={cover.from}>
                  <td className="num">{cover.from}</td>
                  <td>{cover.until ?? '至今'}</td>
                  <td>
                    <Button
                      size="small"
                      aria-label={`更正 ${cover.from} 起的职工参保`}
                      onClick={() => setCorrected(cover)}
                    >
                      更正
                    </Button>{' '}
                    <Button
                      size="small"
                      aria-label={`撤销 ${cover.from} 起的职工参保`}
                      onClick={() => askToWithdraw(cover)}
                    >
                      撤销
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Refusal error={withdrawal.error} />
      <CoverForm
        key={corrected?.from ?? 'new'}
        subject={subject}
        corrected={corrected}
        onDone={() => setCorrected(undefined)}
      />
    </section>
  );
};

const monthsOf = ({ from, until }: Cover): string => `${from} ${until === undefined ? '起' : `至 ${until}`}`;

interface Faults {
  readonly from?: string;
  readonly until?: string;
}
const faultsOf = (from: string, until: string): Faults => {
  const [first, last] = [monthTyped(from), monthTyped(until)];
  if (first === undefined) return { from: '请填起始月，例如 2026-07。' };
  if (until.trim() === '') return {};
  if (last === undefined) return { until: '请填最后一月，例如 2026-09；还在职的不填。' };
  return last < first ? { until: '最后一月早于起始月，请核对。' } : {};
};

const CoverForm = ({
  subject: { personId, insurance, version },
  corrected,
  onDone,
}: {
  readonly subject: Subject;
  readonly corrected: Cover | undefined;
  readonly onDone: () => void;
}) => {
  const [from, setFrom] = useState(corrected?.from ?? '');
  const [until, setUntil] = useState(corrected?.until ?? '');
  const [faults, setFaults] = useState<Faults>({});
  const [isPreview, setPreview] = useState(false);
  const form = useRef<HTMLFieldSetElement>(null);
  const told = useTold(personId);
  const last = monthTyped(until);
  const cover = { from: monthTyped(from) ?? '', ...(last === undefined ? {} : { until: last }) };
  const save = useMutation({
    mutationFn: (): Promise<unknown> => {
      const corrects = corrected === undefined ? {} : { corrects: corrected.from };
      const given = {
        path: { id: personId },
        ...(version === undefined ? {} : { version }),
        body: { ...cover, ...corrects },
      };
      return insurance === 'pension'
        ? api.put('/persons/{id}/enrolments/pension/employer-cover', given)
        : api.put('/persons/{id}/enrolments/medical/employer-cover', given);
    },
    onSuccess: () => {
      told.saved(corrected === undefined ? '职工参保已保存。' : '职工参保已更正。');
      setFrom('');
      setUntil('');
      setPreview(false);
      onDone();
    },
    onError: (error) => {
      told.refused(error);
      if (isOfMonth(error)) setPreview(false);
    },
  });
  const change = (set: (typed: string) => void) => (typed: string) => {
    set(typed);
    setFaults({});
    setPreview(false);
    save.reset();
  };
  const preview = (): void => {
    const wrong = faultsOf(from, until);
    setFaults(wrong);
    setPreview(Object.keys(wrong).length === 0);
    const field = wrong.from !== undefined ? '#cover-from' : wrong.until !== undefined ? '#cover-until' : '';
    if (field !== '') form.current?.querySelector<HTMLInputElement>(field)?.focus();
  };
  const isSame = corrected !== undefined && corrected.from === cover.from && corrected.until === cover.until;
  return (
    <fieldset ref={form} className="bill-month">
      <legend>{corrected === undefined ? '登记职工参保' : `更正 ${corrected.from} 起的职工参保`}</legend>
      <div className="fields">
        <Typed
          id="cover-from"
          label="起始月"
          placeholder="例如 2026-07"
          value={from}
          fault={faults.from ?? (isOfMonth(save.error) ? sentenceOf(save.error) : undefined)}
          onChange={change(setFrom)}
        />
        <Typed
          id="cover-until"
          label="最后一月（还在职的不填）"
          value={until}
          fault={faults.until}
          onChange={change(setUntil)}
        />
      </div>
      {isPreview && (
        <div role="status" className="gap">
          {isSame ? (
            <p>与原登记相同，没有需要更正的内容。</p>
          ) : (
            <>
              <p>
                {corrected !== undefined && `原为：${monthsOf(corrected)}；更正为：`}
                <strong className="num">{monthsOf(cover)}</strong> 由单位参保。
              </p>
              <p className="soft">
                这些月份本人不能按灵活就业缴费；已经缴的，会立案办理退费。
                {corrected !== undefined && '不再包含的月份，本人重新可以缴费。'}
              </p>
            </>
          )}
        </div>
      )}
      {!isOfMonth(save.error) && <Refusal error={save.error} />}
      <div className="buttons">
        {isPreview ? (
          <Button type="primary" loading={save.isPending} disabled={isSame} onClick={() => save.mutate()}>
            {corrected === undefined ? '确认登记' : '确认更正'}
          </Button>
        ) : (
          <Button type="primary" onClick={preview}>
            预览
          </Button>
        )}
        {corrected !== undefined && <Button onClick={onDone}>不更正，返回</Button>}
      </div>
    </fieldset>
  );
};

/** What the platform finds wrong with the months is told beside them. */
const isOfMonth = (error: unknown): boolean =>
  ['ends-before-start', 'nothing-to-correct', 'person-deceased'].includes(codeOf(error) ?? '');
