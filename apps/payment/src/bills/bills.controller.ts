import { Controller } from '@nestjs/common';
import type { Instant } from '@canbao/calendar';
import { WeChatBills, type BillRequest } from '@canbao/channels';
import { paymentNumbersApi as api } from '@canbao/contracts';
import { Handles, Input, Problem, RawAnswer, ServiceLog, type InputOf } from '@canbao/service-kit';
import { Channels } from '../channels/channels';
import { Bills, type BillAnswer } from './bills';

/** Messages of WeChat 生活缴费. */
@Controller()
export class BillsController {
  constructor(
    private readonly bills: Bills,
    private readonly channels: Channels,
    private readonly log: ServiceLog,
  ) {}

  /** @throws Error where it is not known what was booked: WeChat then asks with 销账结果查询. */
  @Handles(api.weChatBills)
  async answer(@Input() { raw, now }: InputOf<typeof api.weChatBills>): Promise<RawAnswer> {
    const channel = this.channels.of('wechat-bills');
    if (!(channel instanceof WeChatBills)) throw Problem.general('not-found');
    const message = channel.message(raw);
    if ('refused' in message)
      this.log.warn({ because: message.refused }, 'a message of WeChat 生活缴费 is refused');
    const { reason, info }: BillAnswer =
      'refused' in message
        ? { reason: message.refused }
        : await this.answerTo(message.request, channel.settings.companyId, now);
    return new RawAnswer(200, 'text/xml; charset=utf-8', channel.answer(message.head, reason, info));
  }

  private async answerTo(request: BillRequest, companyId: string, now: Instant): Promise<BillAnswer> {
    switch (request.asks) {
      case 'query':
        return this.bills.query(request, companyId, now);
      case 'charge':
        return this.bills.charge(request, companyId, now);
      case 'confirm':
        return this.bills.confirm(request.billKey, request.billNo, companyId);
      case 'refund':
        return this.bills.reverse(request.billNo, now);
    }
  }
}
