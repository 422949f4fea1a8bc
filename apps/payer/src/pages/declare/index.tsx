import { useRouter } from '@tarojs/taro';
import { useEffect, useState, type ReactNode } from 'react';
import { ask, askOnce } from '../../api/calls';
import { Problem } from '../../api/problem';
import { useAsked } from '../../api/use-asked';
import { fieldOf } from '../../logic/said';
import { checkout, draftOf, keepDraft, type Insurance, type Subject } from '../../state/checkout';
import { preferences, t } from '../../state/preferences';
import { Box, Span, Tap } from '../../ui/elements';
import { Card, Note, Shell } from '../../ui/shell';
import { Steps } from '../../ui/steps';
import { sentenceOf, Trouble, Waiting } from '../../ui/trouble';
import { open } from '../../ui/ways';
import { Base, baseFault, changesBase, sentBase, type Rule } from './base';
import { Confirm } from './confirm';
import { Items } from './items';
import { limitsOf, Sum, useSum } from './sum';
import { Months, type Payable } from './months';

/** 填写: what, for which months, on which base. */
const Declare = () => {
  preferences.use();
  const { personId = '', name = '', insurance: asked = 'pension' } = useRouter().params;
  const insurance = asked as Insurance;
  const subject: Subject = { personId, name: decodeURIComponent(name), insurance };
  const payables = useAsked(
    () => ask('payables', { path: { id: personId }, query: { insurance } }),
    [personId, insurance],
  );
  return (
    <Form key={`${personId}.${insurance}`} subject={subject} payables={payables.value?.items}>
      {payables.isAsking && payables.value === undefined && <Waiting />}
      {payables.error !== undefined && <Trouble error={payables.error} again={payables.again} />}
    </Form>
  );
};

const Form = ({
  subject,
  payables,
  children,
}: {
  readonly subject: Subject;
  readonly payables: readonly Payable[] | undefined;
  readonly children?: ReactNode;
}) => {
  const { personId, name, insurance } = subject;
  const isPension = insurance === 'pension';
  const draft = draftOf(subject);
  const [months, setMonths] = useState<readonly string[]>(draft?.months ?? []);
  const [typed, setTyped] = useState(draft?.base ?? '');
  const [isTicked, setTicked] = useState(true);
  const [isSeen, setSeen] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const rules = useAsked(() => (isPension ? ask('rules') : undefined), [isPension]);
  const registered = useAsked(
    () => (isPension ? registeredBase(personId) : undefined),
    [personId, isPension],
  ).value;
  useEffect(() => {
    if (payables === undefined) return;
    const open: string[] = payables.filter(({ status }) => status === 'payable').map(({ month }) => month);
    setMonths((chosen) => {
      const still = chosen.filter((month) => open.includes(month));
      return still.length > 0 ? still : open.slice(-1);
    });
  }, [payables]);
  useEffect(() => {
    if (registered !== undefined) setTyped((now) => (now === '' ? plain(registered.base) : now));
  }, [registered]);
  useEffect(() => {
    if (payables !== undefined) keepDraft(subject, { months, base: typed });
  }, [months, typed]);

  const chosen = (payables ?? []).filter(({ month }) => months.includes(month));
  const items = [...new Set(chosen.flatMap((one) => one.items ?? []))];
  const limits = limitsOf(chosen);
  const ruleNamed = (rule: string): Rule | undefined =>
    (rules.value?.items as readonly Rule[] | undefined)?.find((one) => one.rule === rule);
  const step = ruleNamed('pension.baseStep')?.value ?? '1.00';
  const wrongBase = isPension ? baseFault(typed, limits, step) : undefined;
  const sum = useSum(insurance, chosen, wrongBase === undefined && isPension ? sentBase(typed) : undefined);
  const refusal = (field: string): string | undefined =>
    error instanceof Problem && fieldOf(error.code) === field ? sentenceOf(error) : undefined;
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      setError(undefined);
    };

  const toCheck = async (): Promise<void> => {
    setAsking(false);
    setSending(true);
    setError(undefined);
    const base = isPension ? sentBase(typed) : undefined;
    const body = { personId, insurance, months: [...months], ...(base === undefined ? {} : { base }) };
    try {
      const { certificate: _, ...quote } = await askOnce('quote', {
        body: { ...body, ...whole(items, isPension) },
      });
      checkout.set({ subject, months, base, quote });
      open('check');
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  };
  const pay = (): void => {
    setSeen(true);
    if (isSending || months.length === 0 || !isTicked || wrongBase !== undefined) return;
    if (isPension && changesBase(typed, registered)) setAsking(true);
    else void toCheck();
  };

  const isThere = payables !== undefined;
  const canPay = isThere && (payables ?? []).some(({ status }) => status === 'payable');
  return (
    <Shell
      title={isPension ? t('基本养老保险', 'Pension insurance') : t('基本医疗保险', 'Medical insurance')}
      foot={
        canPay && (
          <>
            <Sum sum={sum} months={months} />
            <Tap className="button main-button" isDisabled={isSending} onTap={pay}>
              {isSending ? t('正在计算…', 'Computing…') : t('缴费', 'Pay')}
            </Tap>
          </>
        )
      }
    >
      <Steps at={1} />
      <Card className="who">
        <Box className="row flat">
          <Span className="avatar" lang="zh-CN">
            {[...name][0] ?? ''}
          </Span>
          <Span className="row-main">{name}</Span>
        </Box>
      </Card>
      {children}
      {error !== undefined && (!(error instanceof Problem) || fieldOf(error.code) === 'page') && (
        <Trouble error={error} again={() => void toCheck()} />
      )}
      {isThere && !canPay && (
        <Note kind="info">
          {t('目前没有可以缴费的月份，原因见下。', 'No month can be paid now; see why below.')}
        </Note>
      )}
      {items.length > 0 && (
        <Items
          items={items}
          isOn={isTicked}
          set={change(setTicked)}
          fault={
            refusal('items') ??
            (isSeen && !isTicked ? t('请勾选险种。', 'Please tick what to pay.') : undefined)
          }
        />
      )}
      {isThere && (
        <Months
          payables={payables}
          chosen={months}
          choose={change(setMonths)}
          fault={
            refusal('months') ??
            (isSeen && months.length === 0 ? t('请选择月份。', 'Please choose a month.') : undefined)
          }
        />
      )}
      {isPension && canPay && (
        <Base
          typed={typed}
          type={change(setTyped)}
          limits={limits}
          rule={ruleNamed('pension.limits')}
          step={step}
          registered={registered}
          fault={refusal('base') ?? (isSeen || typed.length > 3 ? wrongBase : undefined)}
          done={() => typed !== '' && setSeen(true)}
        />
      )}
      {isAsking && (
        <Confirm
          from={registered?.base}
          to={sentBase(typed)}
          yes={() => void toCheck()}
          no={() => setAsking(false)}
        />
      )}
    </Shell>
  );
};

/** A bundle is named whole. Of a bill's month the platform knows the items. */
const whole = (items: readonly string[], isPension: boolean): { items?: never } =>
  isPension || items.includes('late-fee') ? {} : ({ items } as { items?: never });

const plain = (base: string): string => base.replace(/\.00$/, '');

const registeredBase = async (id: string) => {
  try {
    return await ask('pensionBase', { path: { id } });
  } catch (error) {
    if (error instanceof Problem && error.code === 'no-declared-base') return undefined;
    throw error;
  }
};

export default Declare;
