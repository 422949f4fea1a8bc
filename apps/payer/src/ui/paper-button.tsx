import { useState } from 'react';
import { t } from '../state/preferences';
import { Tap } from './elements';
import { openPaper } from './paper';
import { Trouble } from './trouble';

/** Opens or saves a paper; why there is none yet is told beside it. */
export const PaperButton = ({ path, name }: { readonly path: string; readonly name: string }) => {
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const get = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    await openPaper(path).catch(setError);
    setBusy(false);
  };
  return (
    <>
      <Tap className="button plain" isDisabled={isBusy} onTap={() => void get()}>
        {isBusy ? t('正在生成…', 'Making…') : name}
      </Tap>
      {error !== undefined && <Trouble error={error} />}
    </>
  );
};
