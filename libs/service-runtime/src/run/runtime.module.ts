import { DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { FieldValidationPipe } from '../api/field-validation.pipe';
import { BearerGuard } from '../auth/bearer.guard';
import { TokenList } from '../auth/token-list';
import { HealthController } from '../health/health.controller';
import { Health } from '../health/health';
import type { Logger } from '../logs/logger';
import { MetricsController } from '../metrics/metrics.controller';
import { Metrics } from '../metrics/metrics';
import { ProblemFilter } from '../problems/problem.filter';

export interface RuntimeModuleParts {
  readonly tokens: TokenList;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** The modules of the services. */
  readonly services: readonly DynamicModule[];
}

/** The root of every app: the guard, the pipe and the filter of all routes, health and metrics, and the services. */
@Module({})
export class RuntimeModule {
  static with({ tokens, health, metrics, logger, services }: RuntimeModuleParts): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [...services],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: TokenList, useValue: tokens },
        { provide: Health, useValue: health },
        { provide: Metrics, useValue: metrics },
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_PIPE, useClass: FieldValidationPipe },
        { provide: APP_FILTER, useValue: new ProblemFilter(logger) },
      ],
    };
  }
}
