import type { Rig } from '../rig';
import type { Configuration } from './configuration';

export interface IdTagInfo {
  status: string;
  parentIdTag?: string;
  expiryDate?: string;
}

/** Who may charge here: the CSMS says so; while nobody answers, the cache and AllowOfflineTxForUnknownId. */
export class Authorization {
  private readonly cache = new Map<string, IdTagInfo>();

  constructor(
    private readonly rig: Rig,
    private readonly configuration: Configuration,
    private readonly ready: () => boolean,
  ) {}

  async ask(idTag: string): Promise<IdTagInfo> {
    if (!this.ready()) return this.offline(idTag);
    const outcome = await this.rig.lane.call('Authorize', { idTag });
    if (outcome.kind !== 'result') return this.offline(idTag);
    const verdict = outcome.payload['idTagInfo'] as IdTagInfo;
    this.learn(idTag, verdict);
    return verdict;
  }

  learn(idTag: string, verdict: IdTagInfo): void {
    // ConcurrentTx is of the moment and says nothing of the token.
    if (verdict.status !== 'ConcurrentTx') this.cache.set(idTag.toLowerCase(), verdict);
  }

  forget(): void {
    this.cache.clear();
  }

  private offline(idTag: string): IdTagInfo {
    const known = this.cache.get(idTag.toLowerCase());
    if (known && (known.expiryDate === undefined || Date.parse(known.expiryDate) > this.rig.now().getTime())) {
      return known;
    }
    const unknownAllowed = this.configuration.flag('AllowOfflineTxForUnknownId', true);
    return { status: !known && unknownAllowed ? 'Accepted' : 'Invalid' };
  }
}
