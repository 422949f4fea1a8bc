import { banks, bankNames, type Bank } from '@canbao/vocabulary/channel';
import { useState } from 'react';
import { ask, askOnce, type Reply } from '../../api/calls';
import { Problem } from '../../api/problem';
import { useAsked } from '../../api/use-asked';
import { preferences, t } from '../../state/preferences';
import { session } from '../../state/session';
import { Box, Check, Label, Select, Sheet, Span, Tap } from '../../ui/elements';
import { Field } from '../../ui/field';
import { ForPerson } from '../../ui/people-picker';
import { Card, Note, Shell } from '../../ui/shell';
import { sentenceOf, Trouble, Waiting } from '../../ui/trouble';

type Agreement = Reply<'debitAgreements'>['items'][number];
type Insurance = 'pension' | 'medical';

const insuranceName = (insurance: string): string =>
  insurance === 'pension' ? t('基本养老保险', 'Pension') : t('基本医疗保险', 'Medical');

/** 按月批扣: the three-party agreements, a new one, and the end of one. */
const Debit = () => {
  preferences.use();
  const known = session.use();
  const agreements = useAsked(
    () => (known === undefined ? undefined : ask('debitAgreements')),
    [known?.token],
  );
  return (
    <Shell title={t('按月批扣', 'Monthly debit')}>
      {agreements.error !== undefined && <Trouble error={agreements.error} again={agreements.again} />}
      {agreements.isAsking && agreements.value === undefined && <Waiting />}
      {(agreements.value?.items ?? []).map((one) => (
        <Signed key={one.agreementId} agreement={one} changed={agreements.again} />
      ))}
      <ForPerson>
        {(personId) => <Sign key={personId} personId={personId} done={agreements.again} />}
      </ForPerson>
    </Shell>
  );
};

const Signed = ({ agreement, changed }: { readonly agreement: Agreement; readonly changed: () => void }) => {
  const { isEnglish } = preferences.get();
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const stop = async (): Promise<void> => {
    setAsking(false);
    try {
      await ask('stopDebitAgreement', { path: { id: agreement.agreementId } });
      changed();
    } catch (failure) {
      setError(failure);
    }
  };
  const isOver = agreement.status === 'stopped' || agreement.status === 'refused';
  return (
    <Card
      title={agreement.insurances.map(insuranceName).join('、')}
      aside={
        <Span className={`tag ${agreement.status === 'verified' ? 'good' : isOver ? '' : 'warn'}`}>
          {
            {
              'awaiting-bank': t('待银行核实', 'With the bank'),
              verified: t('已生效', 'In force'),
              refused: t('银行未通过', 'Refused'),
              stopped: t('已终止', 'Stopped'),
            }[agreement.status]
          }
        </Span>
      }
    >
      <Box>
        {bankNames[agreement.bank][isEnglish ? 'en' : 'zh']} ****{agreement.accountLast4}
      </Box>
      {!isEnglish && <Box className="soft">{agreement.statusText}</Box>}
      <Box className="soft">
        {t('协议号', 'Number')} {agreement.protocolNo}
      </Box>
      {(agreement.stops ?? []).map(({ insurance, text }) => (
        <Note key={insurance} kind="warn">
          {t(text, `No longer debited: ${insuranceName(insurance)}`)}
        </Note>
      ))}
      {error !== undefined && <Trouble error={error} />}
      {!isOver && (
        <Tap className="button danger" onTap={() => setAsking(true)}>
          {t('终止协议', 'Stop')}
        </Tap>
      )}
      {isAsking && (
        <Sheet label={t('终止批扣协议', 'Stop the agreement')} onClose={() => setAsking(false)}>
          <Box className="sheet-text">
            {t(
              '终止后不再按月扣款，需要每月自行缴费。已在本批次中的扣款由银行答复。确定终止吗？',
              'Nothing will be debited any more: you pay every month yourself. Stop it?',
            )}
          </Box>
          <Box className="sheet-buttons">
            <Tap className="button plain" onTap={() => setAsking(false)}>
              {t('不终止', 'Keep it')}
            </Tap>
            <Tap className="button danger" onTap={() => void stop()}>
              {t('确定终止', 'Stop it')}
            </Tap>
          </Box>
        </Sheet>
      )}
    </Card>
  );
};

const Sign = ({ personId, done }: { readonly personId: string; readonly done: () => void }) => {
  const { isEnglish } = preferences.get();
  const [insurances, setInsurances] = useState<readonly Insurance[]>(['pension', 'medical']);
  const [bank, setBank] = useState<Bank>('ccb');
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [isSeen, setSeen] = useState(false);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const plain = number.replace(/\s/g, '');
  const numberFault = /^\d{8,32}$/.test(plain)
    ? undefined
    : t('请填写8至32位数字的账号。', 'The account has 8 to 32 figures.');
  const nameFault = name.trim() === '' ? t('请填写户名。', 'Please fill in the holder.') : undefined;
  const send = async (): Promise<void> => {
    setSeen(true);
    if (numberFault !== undefined || nameFault !== undefined || insurances.length === 0 || isSending) return;
    setSending(true);
    setError(undefined);
    try {
      await askOnce('signDebitAgreement', {
        body: {
          personId,
          insurances: [...insurances],
          bank,
          accountNumber: plain,
          accountName: name.trim(),
        },
      });
      setNumber('');
      setName('');
      setSeen(false);
      done();
    } catch (failure) {
      setError(failure);
    }
    setSending(false);
  };
  return (
    <Card title={t('签订批扣协议', 'Sign an agreement')}>
      <Box className="label">{t('扣缴险种', 'What to debit')}</Box>
      {(['pension', 'medical'] as const).map((one) => (
        <Check
          key={one}
          isOn={insurances.includes(one)}
          onChange={(isOn) =>
            setInsurances(isOn ? [...insurances, one] : insurances.filter((other) => other !== one))
          }
        >
          {insuranceName(one)}
        </Check>
      ))}
      {isSeen && insurances.length === 0 && (
        <Box className="fault" role="alert">
          {t('请至少选择一项。', 'Please choose one.')}
        </Box>
      )}
      <Box className="field">
        <Label htmlFor="bank">{t('开户银行', 'Bank')}</Label>
        <Select
          id="bank"
          label={t('开户银行', 'Bank')}
          options={banks.map((one) => ({ value: one, text: bankNames[one][isEnglish ? 'en' : 'zh'] }))}
          value={bank}
          onChange={(one) => setBank(one as Bank)}
        />
      </Box>
      <Field
        id="account"
        label={t('银行账号', 'Account')}
        value={number}
        maxLength={40}
        hint={t('账号加密保存，以后只显示末四位。', 'Sealed; only its last four figures are shown later.')}
        fault={isSeen ? numberFault : undefined}
        onInput={setNumber}
      />
      <Field
        id="holder"
        label={t('户名', 'Holder')}
        value={name}
        maxLength={100}
        hint=""
        fault={isSeen ? nameFault : undefined}
        onInput={setName}
      />
      {error instanceof Problem && <Note kind="bad">{sentenceOf(error)}</Note>}
      {error !== undefined && !(error instanceof Problem) && (
        <Trouble error={error} again={() => void send()} />
      )}
      <Note kind="info">
        {t(
          '银行核实协议后，每月按登记的缴费基数自动扣款；养老保险请先登记缴费基数。',
          'Once the bank has confirmed it, each month is debited on the registered base.',
        )}
      </Note>
      <Tap className="button main-button" isDisabled={isSending} onTap={() => void send()}>
        {isSending ? t('正在提交…', 'Sending…') : t('签订协议', 'Sign')}
      </Tap>
    </Card>
  );
};

export default Debit;
