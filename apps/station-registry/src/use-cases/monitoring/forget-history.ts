import { ALL_TENANTS } from '@chargebus/database';
import { REGISTRY_ACTOR, type RegistryWriter } from '../../store/registry-writer';
import { deleteOldHistory } from '../../store/monitoring/retention.repository';

/** Deletes histories older than they are kept, in small steps: any replica may, at any time. */
export class ForgetHistory {
  constructor(
    private readonly writer: RegistryWriter,
    private readonly keptMs: number,
  ) {}

  /** @throws the database's error; what was deleted by then stays deleted */
  async sweep(now: number): Promise<void> {
    const before = new Date(now - this.keptMs).toISOString();
    const author = { tenantId: ALL_TENANTS, actor: REGISTRY_ACTOR };
    while (await this.writer.write(author, ({ em }) => deleteOldHistory(em, before)));
  }
}
