import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { codeOf } from '../api/api';

/** After something was told of a person: what the page shows is read again, and what was typed stays. */
export const useTold = (personId: string) => {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const again = (): void => void queries.invalidateQueries({ queryKey: ['enrolments', personId] });
  return {
    saved: (words: string): void => {
      void message.success(words);
      again();
    },
    /** A colleague was faster: what they have told is shown, for the next attempt. */
    refused: (error: unknown): void => {
      if (codeOf(error) === 'version-changed') again();
    },
  };
};
