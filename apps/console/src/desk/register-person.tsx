import { useMutation } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useRef, useState } from 'react';
import { api, codeOf, newKey, sentenceOf } from '../api/api';
import { faultOfNumber, plainNumber } from '../counter/number';
import type { Found } from '../parts/find-person';
import { Refusal } from '../parts/refusal';
import { Typed } from '../parts/typed';
import { faultOfName, fieldOfRefusal } from './person-faults';

/** A person whom the platform does not know yet; one that it knows under the same name is found. */
export const RegisterPerson = ({
  idNumber,
  onRegistered,
}: {
  readonly idNumber: string;
  readonly onRegistered: (found: Found) => void;
}) => {
  const [number, setNumber] = useState(idNumber);
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const key = useRef(newKey());
  const register = useMutation({
    mutationFn: async (): Promise<Found> => {
      const body = { idNumber: plainNumber(number), name: name.trim() };
      await api.post('/persons', { key: key.current, body });
      return (await api.post('/persons/search', { body: { idNumber: body.idNumber } })).body;
    },
    onSuccess: onRegistered,
  });
  const faults = {
    number: isTried ? faultOfNumber(number) : undefined,
    name: isTried ? faultOfName(name) : undefined,
  };
  const refused = fieldOfRefusal(codeOf(register.error));
  const change = (set: (value: string) => void) => (value: string) => {
    set(value);
    register.reset();
    key.current = newKey();
  };
  const submit = (): void => {
    setTried(true);
    if (faultOfNumber(number) === undefined && faultOfName(name) === undefined && !register.isPending)
      register.mutate();
  };
  const faultOf = (field: 'number' | 'name'): string | undefined =>
    faults[field] ?? (refused === field ? sentenceOf(register.error) : undefined);
  return (
    <section className="card" aria-label="登记新参保人">
      <h2>登记新参保人</h2>
      <Form onFinish={submit}>
        <div className="fields">
          <Typed
            id="new-number"
            label="公民身份号码"
            value={number}
            fault={faultOf('number')}
            onChange={change(setNumber)}
          />
          <Typed id="new-name" label="姓名" value={name} fault={faultOf('name')} onChange={change(setName)} />
        </div>
        <p className="soft">姓名按证件填写，少数民族姓名中的间隔点照写。登记后再办理参保。</p>
        {refused === undefined && <Refusal error={register.error} />}
        <div className="buttons">
          <Button type="primary" htmlType="submit" loading={register.isPending}>
            登记
          </Button>
        </div>
      </Form>
    </section>
  );
};
