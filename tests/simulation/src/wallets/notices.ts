import type { Instance } from '../running';
import type { Setting } from '../setting';
import { askAbout, recordPayment } from './at-channels';
import type { Notice } from './notice-box';

/** What the controller of messages does: keeps one that is genuine, and begins to work through it. */
export const receive = async (setting: Setting, instance: Instance, notice: Notice): Promise<void> => {
  const { notices, scheduler } = setting;
  await scheduler.turn(instance.process);
  if (!notice.isGenuine) {
    notices.forged += 1;
    return;
  }
  if (notices.kept.has(notice.noticeId)) return;
  notices.kept.set(notice.noticeId, { notice, dueMs: scheduler.nowMs + 1_500, isWorked: false });
  void work(setting, instance, notice).catch(() => undefined);
};

/** The message says that something has happened; what has, the channel is asked. */
const work = async (setting: Setting, instance: Instance, notice: Notice): Promise<void> => {
  const { notices, scheduler, bugs } = setting;
  const { noticeId, channel, payment } = notice;
  if (bugs.trustsNotices === true) await recordPayment(setting, instance, channel, payment);
  else if (!(await askAbout(setting, instance, channel, payment.orderNo))) return;
  await scheduler.turn(instance.process);
  const kept = notices.kept.get(noticeId);
  if (kept !== undefined) kept.isWorked = true;
};

/** Works through messages that a crash or a silent channel has left, as the job of payment does. */
export const workThroughNotices = async (setting: Setting, instance: Instance): Promise<void> => {
  const { scheduler, notices } = setting;
  for (;;) {
    await scheduler.sleep(instance.process, setting.pollMs);
    for (const kept of notices.kept.values()) {
      if (kept.isWorked || kept.dueMs > scheduler.nowMs) continue;
      kept.dueMs = scheduler.nowMs + 3_000;
      await work(setting, instance, kept.notice);
    }
  }
};
