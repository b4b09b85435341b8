import type { Ending } from '../../domain/commands/command';
import {
  decideNetworkSlot,
  networkProfileCall,
  readNetwork,
  SETTINGS_OF_NETWORK,
} from '../../domain/configuration/network-slot';
import { findCredentials } from '../../store/registration/credential.repository';
import type { RegistryWriter } from '../../store/registry-writer';
import { getStation, getStationForUpdate, updateStation } from '../../store/registration/station.repository';
import { untilTrue, type Relink } from '../commands/relink';
import type { Asked, Talk, TalkEnd, Tell } from '../commands/talk';

export type UpgradeBody = {
  type: 'upgrade-security-profile';
  to: number;
  /** 2.x: where the station connects to from then on. */
  csmsUrl?: string | undefined;
  slot?: number | undefined;
  networkInterface?: string | undefined;
};

/** The station took it; how it gets there. */
interface Told {
  ending: Ending;
  /** It connects with the new profile only after a reset. */
  needsReset: boolean;
}

const refused = (code: string, description: string): Ending => ({
  ...{ status: 'rejected', response: null, error: { code, description } },
});

/**
 * Raises the security profile a station connects with: the key SecurityProfile (1.6), or a network profile of its own that comes first
 * and a reset once it is idle (2.x, A05). The registered profile is raised by the station's own login with it, never before: until
 * then it may come with either.
 */
export class UpgradeTalk implements Talk<UpgradeBody> {
  readonly steps = 7;

  constructor(
    private readonly writer: RegistryWriter,
    private readonly relink: Relink,
    private readonly patienceMs: number,
  ) {}

  async run(asked: Asked<UpgradeBody>, tell: Tell): Promise<TalkEnd> {
    const { author, stationId, body } = asked;
    const { to } = body;
    const refusal = await this.refusal(asked);
    if (refusal !== null) return { ending: refusal };
    const before = await this.want(asked, to);
    const { ending, needsReset } = await tellProfile(body, tell);
    if (ending.status !== 'accepted') {
      // What the station may have taken all the same stays wanted: it is welcome with either.
      if (ending.status !== 'timeout' && ending.status !== 'unknown-outcome') await this.want(asked, before);
      return { ending };
    }
    const reset = needsReset ? (await tell({ type: 'reset', when: 'idle' })).status : 'not-needed';
    const { tenantId } = author;
    const isRaised = async (): Promise<boolean> =>
      (await this.writer.read(tenantId, (em) => getStation(em, tenantId, stationId))).securityProfile >= to;
    const relink = needsReset ? undefined : () => this.relink(tenantId, stationId, 'its security profile was raised');
    const verified = await untilTrue(isRaised, reset === 'scheduled' ? 0 : this.patienceMs, relink);
    return { ending: { ...ending, response: { to, verified, reset } } };
  }

  private refusal({
    author: { tenantId },
    stationId,
    body: { to, csmsUrl },
  }: Asked<UpgradeBody>): Promise<Ending | null> {
    return this.writer.read(tenantId, async (em) => {
      const { securityProfile } = await getStation(em, tenantId, stationId);
      if (to <= securityProfile) {
        return refused('NoUpgrade', `Its security profile is ${securityProfile}; only a higher one is an upgrade.`);
      }
      if (to < 3 && (await findCredentials(em, tenantId, stationId)).length === 0) {
        return refused('NoPassword', `Security profile ${to} needs a password; give it one by change-password first.`);
      }
      const isTls = csmsUrl?.startsWith('wss:') ?? to >= 2;
      return isTls === to >= 2
        ? null
        : refused('WrongScheme', `Security profile ${to} needs ${to >= 2 ? 'wss' : 'ws'}://.`);
    });
  }

  /** @returns what was wanted before */
  private want({ author, stationId }: Asked, to: number | null): Promise<number | null> {
    return this.writer.write(author, async (tx) => {
      const station = await getStationForUpdate(tx.em, tx.tenantId, stationId);
      const { upgradeSecurityProfileTo: before } = station;
      if (before === to || (to ?? 4) <= station.securityProfile) return before;
      await updateStation(tx.em, { ...station, upgradeSecurityProfileTo: to, updatedAt: tx.at });
      await tx.logChange('station', stationId, 'security-profile-upgrade', { from: station.securityProfile, to });
      return before;
    });
  }
}

async function tellProfile(body: UpgradeBody, tell: Tell): Promise<Told> {
  const byKey = await tell({ type: 'set-configuration', key: 'SecurityProfile', value: String(body.to) });
  if (byKey.status !== 'unsupported') {
    const { status } = (byKey.response ?? {}) as { status?: unknown };
    return { ending: byKey, needsReset: String(status).toLowerCase() === 'rebootrequired' };
  }
  const read = await tell({ type: 'get-variables', variables: [...SETTINGS_OF_NETWORK] });
  if (read.status === 'unsupported') return { ending: byKey, needsReset: false };
  if (read.status !== 'accepted') return { ending: read, needsReset: false };
  return { ending: await tellNetwork(body, read, tell), needsReset: true };
}

/** 2.x: a network profile in a slot that is not in use, then that slot before the others (B09, A05). */
async function tellNetwork(body: UpgradeBody, read: Ending, tell: Tell): Promise<Ending> {
  const { to, csmsUrl, networkInterface } = body;
  if (csmsUrl === undefined) {
    return refused('NoCsmsUrl', 'A station of OCPP 2.x needs csmsUrl: where it connects to with the new profile.');
  }
  const network = readNetwork(read.response);
  const { slot, priority } = decideNetworkSlot(network, body.slot);
  const set = await tell(networkProfileCall({ slot, csmsUrl, securityProfile: to, networkInterface }));
  if (set.status !== 'accepted') return set;
  const first = { component: 'OCPPCommCtrlr', variable: 'NetworkConfigurationPriority', value: priority };
  return tell({ type: 'set-variables', variables: [first] });
}
