import { districtNames, districts, type District, type Scheme } from '@canbao/vocabulary';
import { useMutation } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { api, codeOf, sentenceOf } from '../api/api';
import { dayTyped } from '../parts/dates';
import { Refusal } from '../parts/refusal';
import { Typed } from '../parts/typed';
import { schemeNames } from './bill-words';
import type { Period, Subject } from './enrolment';
import { faultOfDay } from './person-faults';
import { useTold } from './told';

/** What holds from a day on; or what should have been told instead of `corrected`. */
export const EnrolForm = ({
  subject: { personId, insurance, version },
  last,
  corrected,
  onDone,
}: {
  readonly subject: Subject;
  readonly last: Period | undefined;
  readonly corrected: Period | undefined;
  readonly onDone: () => void;
}) => {
  const start = corrected ?? last;
  const [district, setDistrict] = useState<District>(start?.district ?? '370102');
  const [scheme, setScheme] = useState<Scheme>(start?.scheme ?? 'pooled');
  const [from, setFrom] = useState(corrected?.from ?? '');
  const [fault, setFault] = useState<string>();
  const day = dayTyped(from);
  const told = useTold(personId);
  const save = useMutation({
    mutationFn: (): Promise<unknown> => {
      const given = { path: { id: personId }, ...(version === undefined ? {} : { version }) };
      const body = {
        district,
        from: day ?? '',
        ...(corrected === undefined ? {} : { corrects: corrected.from }),
      };
      return insurance === 'pension'
        ? api.put('/persons/{id}/enrolments/pension', { ...given, body })
        : api.put('/persons/{id}/enrolments/medical', { ...given, body: { ...body, scheme } });
    },
    onSuccess: () => {
      told.saved(corrected === undefined ? '登记已保存。' : '登记已更正。');
      setFrom('');
      onDone();
    },
    onError: told.refused,
  });
  const isOfDay = ['ends-before-start', 'nothing-to-correct'].includes(codeOf(save.error) ?? '');
  const submit = (): void => {
    const wrong = faultOfDay(from);
    setFault(wrong);
    if (wrong === undefined) save.mutate();
  };
  const isSame =
    corrected !== undefined &&
    corrected.from === day &&
    corrected.district === district &&
    (insurance === 'pension' || corrected.scheme === scheme);
  return (
    <fieldset className="bill-month">
      <legend>
        {corrected === undefined
          ? last === undefined
            ? '办理参保'
            : '变更登记'
          : `更正 ${corrected.from} 起的登记`}
      </legend>
      <div className="fields">
        <div className="field">
          <label htmlFor="district">参保地</label>
          <Select
            id="district"
            value={district}
            onChange={setDistrict}
            options={districts.map((code) => ({ value: code, label: districtNames[code].zh }))}
          />
        </div>
        {insurance === 'medical' && (
          <div className="field">
            <label htmlFor="scheme">缴费方式</label>
            <Select
              id="scheme"
              value={scheme}
              onChange={setScheme}
              options={(['pooled', 'with-account'] as const).map((one) => ({
                value: one,
                label: schemeNames[one],
              }))}
            />
          </div>
        )}
        <Typed
          id="from"
          label="自哪天起"
          placeholder="例如 2026-07-01"
          value={from}
          fault={fault ?? (isOfDay ? sentenceOf(save.error) : undefined)}
          onChange={(value) => {
            setFrom(value);
            setFault(undefined);
            save.reset();
          }}
        />
      </div>
      {corrected !== undefined && (
        <p role="status">
          {isSame
            ? '还没有改动。'
            : `原为：${whatOf(corrected)}；更正为：${whatOf({
                district,
                from: day ?? '…',
                ...(insurance === 'medical' ? { scheme } : {}),
              })}。已缴的月份和金额不变。`}
        </p>
      )}
      {!isOfDay && <Refusal error={save.error} />}
      <div className="buttons">
        <Button type="primary" loading={save.isPending} disabled={isSame} onClick={submit}>
          {corrected === undefined ? '保存登记' : '保存更正'}
        </Button>
        {corrected !== undefined && <Button onClick={onDone}>不更正，返回</Button>}
      </div>
    </fieldset>
  );
};

const whatOf = ({ district, from, scheme }: Period): string =>
  [`${from} 起`, districtNames[district].zh, ...(scheme === undefined ? [] : [schemeNames[scheme]])].join(
    ' ',
  );
