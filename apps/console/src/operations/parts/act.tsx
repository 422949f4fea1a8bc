import { Alert, App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { sentenceOf } from '../../api/api';

/** Does something once, whatever is clicked: busy meanwhile, then said, or the reason beside it. */
export const useAct = () => {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const act = async (work: () => Promise<unknown>, said: string): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setFault(undefined);
    try {
      await work();
      void message.success(said);
      await queries.invalidateQueries();
      return true;
    } catch (error) {
      setFault(sentenceOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, fault, act };
};

/** A button that does something; a refusal is said beside it. */
export const Act = ({
  children,
  work,
  said,
  primary = false,
  danger = false,
}: {
  readonly children: ReactNode;
  readonly work: () => Promise<unknown>;
  readonly said: string;
  readonly primary?: boolean;
  readonly danger?: boolean;
}) => {
  const { isBusy, fault, act } = useAct();
  return (
    <>
      <Button
        {...(primary ? { type: 'primary' as const } : {})}
        danger={danger}
        loading={isBusy}
        onClick={() => void act(work, said)}
      >
        {children}
      </Button>
      <Fault of={fault} />
    </>
  );
};

/** Why something was not done. */
export const Fault = ({ of }: { readonly of: string | undefined }) =>
  of === undefined ? null : <Alert role="alert" type="error" showIcon title={of} />;
