import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { api, codeOf, sentenceOf } from '../api/api';
import { faultOfNumber, plainNumber } from '../counter/number';
import { dayTyped } from '../parts/dates';
import { Refusal } from '../parts/refusal';
import { Typed } from '../parts/typed';
import { faultOfDay, faultOfName, fieldOfRefusal } from './person-faults';
import { useTold } from './told';

/** A name or a number that was told wrongly, and a death: the former values are kept as history. */
export const IdentityCorrections = ({ personId }: { readonly personId: string }) => {
  const path = { id: personId };
  return (
    <section className="card" aria-label="更正身份信息">
      <h2>更正身份信息</h2>
      <div className="fields">
        <One
          id="right-name"
          label="正确的姓名"
          button="更正姓名"
          faultOf={faultOfName}
          save={(name) => api.put('/persons/{id}/name', { path, body: { name: name.trim() } })}
          personId={personId}
        />
        <One
          id="right-number"
          label="正确的公民身份号码"
          button="更正号码"
          faultOf={faultOfNumber}
          save={(typed) =>
            api.put('/persons/{id}/identity-number', { path, body: { idNumber: plainNumber(typed) } })
          }
          personId={personId}
        />
        <Death personId={personId} />
      </div>
    </section>
  );
};

/** One value that is put right, with its button and what is wrong with it. */
const One = ({
  id,
  label,
  button,
  faultOf,
  save,
  personId,
  ask,
}: {
  readonly id: string;
  readonly label: string;
  readonly button: string;
  readonly faultOf: (typed: string) => string | undefined;
  readonly save: (typed: string) => Promise<unknown>;
  readonly personId: string;
  /** What to ask before it is done. */
  readonly ask?: ReactNode;
}) => {
  const { modal } = App.useApp();
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const told = useTold(personId);
  const saving = useMutation({
    mutationFn: () => save(typed),
    onSuccess: () => {
      told.saved(`${button}：已保存。`);
      setTyped('');
    },
    onError: told.refused,
  });
  const code = codeOf(saving.error);
  const isOfField = fieldOfRefusal(code) !== undefined || code === 'death-in-future';
  const submit = (): void => {
    const wrong = faultOf(typed);
    setFault(wrong);
    if (wrong !== undefined) return;
    if (ask === undefined) return saving.mutate();
    modal.confirm({
      title: button,
      content: ask,
      okText: '确定',
      cancelText: '返回',
      onOk: () => saving.mutateAsync().catch(() => undefined),
    });
  };
  return (
    <div>
      <Typed
        id={id}
        label={label}
        value={typed}
        fault={fault ?? (isOfField ? sentenceOf(saving.error) : undefined)}
        onChange={(value) => {
          setTyped(value);
          setFault(undefined);
          saving.reset();
        }}
      />
      {!isOfField && <Refusal error={saving.error} />}
      <Button loading={saving.isPending} onClick={submit}>
        {button}
      </Button>
    </div>
  );
};

/** A death that is told, put right, or taken back. */
const Death = ({ personId }: { readonly personId: string }) => {
  const told = useTold(personId);
  const { data } = useQuery({
    queryKey: ['enrolments', personId],
    queryFn: () => api.get('/persons/{id}/enrolments', { path: { id: personId } }),
    staleTime: 0,
  });
  const diedOn = data?.body.diedOn;
  const version = data?.version;
  const given = { path: { id: personId }, ...(version === undefined ? {} : { version }) };
  const withdrawal = useMutation({
    mutationFn: () => api.delete('/persons/{id}/death', given),
    onSuccess: () => told.saved('死亡登记已撤回。'),
    onError: told.refused,
  });
  return (
    <div>
      <One
        id="died-on"
        label={diedOn === undefined ? '死亡日期' : `死亡日期（已登记 ${diedOn}）`}
        button={diedOn === undefined ? '登记死亡' : '更正死亡日期'}
        faultOf={faultOfDay}
        save={(typed) => api.put('/persons/{id}/death', { ...given, body: { on: dayTyped(typed) ?? '' } })}
        personId={personId}
        ask="登记后，两个险种从次月起停保，以后月份不能再缴费。"
      />
      {diedOn !== undefined && (
        <div className="buttons">
          <Button loading={withdrawal.isPending} onClick={() => withdrawal.mutate()}>
            撤回死亡登记
          </Button>
        </div>
      )}
      <Refusal error={withdrawal.error} />
    </div>
  );
};
