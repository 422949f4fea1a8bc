import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { alarmsAt, type Remembered } from './alarms';
import { engineState, type Engine } from './engine-state';

const lookMs = 30_000;

/** Looks every 30 s and says in the log what calls for a person, for as long as it does. */
@Injectable()
export class AlarmsJob implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private remembered: Remembered | undefined;

  constructor(private readonly engine: Engine) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), lookMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const { log } = this.engine;
    try {
      const { alarms, remembered } = alarmsAt(
        performance.now(),
        await engineState(this.engine),
        this.remembered,
      );
      this.remembered = remembered;
      for (const { message, ...fields } of alarms) log.error(fields, message);
    } catch (error) {
      log.error({ alarm: 'database', error: String(error) }, 'the database does not answer');
    }
  }
}
