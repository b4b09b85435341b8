import type { StationCommandOf, VariableRef } from '@chargebus/contracts';
import { variableResults } from './learned-settings';

const PRIORITY = { component: 'OCPPCommCtrlr', variable: 'NetworkConfigurationPriority' };
const ACTIVE = { component: 'OCPPCommCtrlr', variable: 'ActiveNetworkProfile' };

/** What has to be read before a network profile is set (OCPP 2.0.1 B09). */
export const SETTINGS_OF_NETWORK: readonly VariableRef[] = [PRIORITY, ACTIVE];

export interface Network {
  /** Slots in the order in which the station tries them. */
  priority: number[];
  /** The slot that the station is connected by, if it says. */
  active: number | null;
}

/** Reads the answer to a get-variables of `SETTINGS_OF_NETWORK`; what is not there is empty. */
export function readNetwork(response: unknown): Network {
  const value = (wanted: string): string =>
    variableResults(response).find(({ variable }) => variable?.toLowerCase() === wanted.toLowerCase())?.value ?? '';
  const slots = value(PRIORITY.variable)
    .split(',')
    .map((slot) => slot.trim());
  const active = value(ACTIVE.variable).trim();
  return {
    priority: slots.filter((slot) => /^\d{1,9}$/.test(slot)).map(Number),
    active: /^\d{1,9}$/.test(active) ? Number(active) : null,
  };
}

/**
 * The slot for a new network profile, and the order of slots with it first. It is never the slot in use: that one stays behind it, for
 * the station to fall back to if it cannot connect by the new one.
 */
export function decideNetworkSlot({ priority, active }: Network, asked?: number): { slot: number; priority: string } {
  const inUse = active ?? priority[0] ?? 1;
  const spare = priority.find((slot) => slot !== inUse) ?? (inUse === 1 ? 2 : 1);
  const slot = asked ?? spare;
  const others = [inUse, ...priority].filter((one, n, all) => one !== slot && all.indexOf(one) === n);
  return { slot, priority: [slot, ...others].join(',') };
}

export interface NetworkProfile {
  slot: number;
  csmsUrl: string;
  securityProfile: number;
  /** As OCPP names it: `Wired0`, `Wireless0`, ... */
  networkInterface?: string | undefined;
}

/** The call of 2.x that sets a network profile: a raw one, for no other command needs it. */
export function networkProfileCall(profile: NetworkProfile): StationCommandOf<'ocpp'> {
  const { slot, csmsUrl, securityProfile, networkInterface = 'Wired0' } = profile;
  const connectionData = {
    ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: csmsUrl, messageTimeout: 30 },
    ...{ securityProfile, ocppInterface: networkInterface },
  };
  return { type: 'ocpp', action: 'SetNetworkProfile', payload: { configurationSlot: slot, connectionData } };
}
