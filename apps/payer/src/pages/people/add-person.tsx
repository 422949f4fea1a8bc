import { useState } from 'react';
import { ask } from '../../api/calls';
import { Problem } from '../../api/problem';
import {
  nameFault,
  numberFault,
  plainName,
  plainNumber,
  type NameFault,
  type NumberFault,
} from '../../logic/identity';
import { t } from '../../state/preferences';
import { keep, kept } from '../../state/storage';
import { Tap } from '../../ui/elements';
import { Field } from '../../ui/field';
import { Card, Note } from '../../ui/shell';
import { sentenceOf, Trouble } from '../../ui/trouble';

const draft = 'draft.name';

/** 增加人员: name and number as on the identity card. The number is not kept on this device. */
export const AddPerson = ({ done }: { readonly done: (personId: string, name: string) => void }) => {
  const [name, setName] = useState(kept<string>(draft) ?? '');
  const [number, setNumber] = useState('');
  const [seen, setSeen] = useState({ name: false, number: false });
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const faults = { name: nameFault(name), number: numberFault(number) };
  // What the platform could not match concerns both fields; it is told beside the number.
  const isUnmatched = error instanceof Problem && error.code === 'no-matching-person';
  const refusal = isUnmatched ? sentenceOf(error) : undefined;
  const saidOfNumber = seen.number && faults.number !== undefined ? ofNumber()[faults.number] : undefined;
  const send = async (): Promise<void> => {
    setSeen({ name: true, number: true });
    if (faults.name !== undefined || faults.number !== undefined || isSending) return;
    setSending(true);
    setError(undefined);
    try {
      const body = { name: plainName(name), idNumber: plainNumber(number) };
      const { personId } = await ask('addBeneficiary', { body });
      keep(draft, undefined);
      done(personId, masked(body.name));
    } catch (failure) {
      setError(failure);
      setSending(false);
    }
  };
  return (
    <Card title={t('增加人员', 'Add a person')}>
      <Field
        id="name"
        label={t('姓名', 'Name')}
        hint={t('与身份证一致；姓名中的“·”可直接输入。', 'As on the identity card.')}
        value={name}
        maxLength={100}
        fault={seen.name && faults.name !== undefined ? ofName()[faults.name] : undefined}
        onInput={(typed) => {
          setName(typed);
          // No letter that is still to come mends these.
          if (nameFault(typed) === 'signs') setSeen({ ...seen, name: true });
          keep(draft, typed);
          setError(undefined);
        }}
        onDone={() => setSeen({ ...seen, name: true })}
      />
      <Field
        id="idNumber"
        label={t('身份证号码', 'Identity number')}
        hint={t('18位公民身份号码。', '18 characters.')}
        kind="idcard"
        value={number}
        maxLength={40}
        fault={refusal ?? saidOfNumber}
        onInput={(typed) => {
          setNumber(typed);
          setError(undefined);
        }}
        onDone={() => number !== '' && setSeen({ ...seen, number: true })}
      />
      {error !== undefined && refusal === undefined && <Trouble error={error} again={() => void send()} />}
      <Note kind="info">
        {t(
          '增加本人或他人均可；只有已在人社、医保部门办理参保登记的人员才能缴费。',
          'Yourself or others. People must have been registered by the HR or medical department first.',
        )}
      </Note>
      <Tap className="button main-button" isDisabled={isSending} onTap={() => void send()}>
        {isSending ? t('正在核对…', 'Checking…') : t('下一步', 'Next')}
      </Tap>
    </Card>
  );
};

const masked = (name: string): string => {
  const [first = ''] = [...name];
  return `${first}${'*'.repeat([...name].length - 1)}`;
};

const ofName = (): Readonly<Record<NameFault, string>> => ({
  empty: t('请填写姓名。', 'Please fill in the name.'),
  signs: t(
    '姓名不能以数字开头，也不能有*、@等符号；请核对是否与号码填反了。',
    'A name starts with a letter and has no signs such as * or @. Were name and number swapped?',
  ),
  long: t('姓名不超过50个字，请核对。', 'A name has at most 50 characters.'),
});

const ofNumber = (): Readonly<Record<NumberFault, string>> => ({
  empty: t('请填写身份证号码。', 'Please fill in the identity number.'),
  length: t('身份证号码应为18位，末位可以是X。', 'The number has 18 characters; the last may be X.'),
  birth: t('号码中的出生日期不存在，请核对。', 'The day of birth in the number does not exist.'),
  check: t('号码有误（校验位不符），请逐位核对。', 'The number is mistyped: its check digit is wrong.'),
});
