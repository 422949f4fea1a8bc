import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { watchTopics } from '@canbao/kafka';
import { ServiceLog } from './service-log';
import { kafkaOf, SETTINGS, type Settings } from './settings';
import { Ticker } from './ticker';

const everyMs = 60_000;

/**
 * Looks every minute whether somebody has changed, deleted or added to the topics, sets right what can be and
 * tells the rest: under way nobody restarts, and a topic that loses events must not do so until then.
 */
@Injectable()
export class TopicsJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;

  constructor(@Inject(SETTINGS) settings: Settings, log: ServiceLog) {
    const options = { profile: settings.CANBAO_PROFILE, log };
    const watch = async (): Promise<void> => void (await watchTopics(kafkaOf(settings), options));
    this.ticker = new Ticker('topics', everyMs, watch, log);
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }
}
