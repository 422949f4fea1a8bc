import type { RejectionTable } from '@canbao/contracts';
import type { TrueUpRefusal } from '@canbao/rules';
import type { TrueUpRunReason } from './run';

/** The texts of refusals about runs of a true-up. */
export const trueUpRejections: RejectionTable<TrueUpRunReason | TrueUpRefusal> = {
  'no-true-up': {
    status: 422,
    detail: 'The rules of the city do not adjust the months of this year and insurance.',
    userMessage: '该险种该年度不作多退少补。',
    retryable: false,
  },
  'limits-not-final': {
    status: 422,
    detail:
      'The final limits of the year are not in force yet, or are configuration: nobody is charged on a ' +
      'figure without a source.',
    userMessage: '该年度正式缴费基数上下限尚未公布或尚未执行。',
    retryable: true,
  },
  'true-up-run-not-found': {
    status: 404,
    detail: 'No run with this id.',
    userMessage: '未找到该多退少补任务。',
    retryable: false,
  },
  'true-up-not-rehearsed': {
    status: 409,
    detail: 'The rehearsal is not complete, see details.status; a run is activated as it was rehearsed.',
    userMessage: '试算尚未完成，不能执行。',
    retryable: true,
  },
  'true-up-run-not-running': {
    status: 409,
    detail: 'The run is neither rehearsing nor being carried out, see details.status.',
    userMessage: '该任务当前未在运行，无需停止。',
    retryable: true,
  },
  'true-up-run-not-stopped': {
    status: 409,
    detail: 'The run is not stopped, see details.status.',
    userMessage: '该任务未处于停止状态。',
    retryable: true,
  },
};
