import type { DataSource } from '@chargebus/service-runtime';

/** What controllers read from. A class of this app, so that apps in one process do not see each other's. */
export class SessionsContext {
  constructor(private readonly dataSource: DataSource) {}

  get em(): DataSource['manager'] {
    return this.dataSource.manager;
  }
}
