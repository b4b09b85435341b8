import type { RegistrationStatus } from '@chargebus/contracts';

/** What an admission looks at. `proven` says whether the Basic credentials sent fit; absent when none were sent. */
export interface AdmissionInput {
  station: {
    deleted: boolean;
    disabled: boolean;
    securityProfile: number;
    registration: RegistrationStatus;
    /** How its last boot was answered; null if it never booted here. */
    lastBoot: RegistrationStatus | null;
  } | null;
  tenantKnown: boolean;
  unknownStations: UnknownStations;
  proven?: boolean | undefined;
}

/** What becomes of a station nobody registered: registered as accepted, registered to wait for approval, or refused. */
export type UnknownStations = 'accept' | 'pending' | 'reject';

export type Admission =
  | { do: 'admit'; registration?: RegistrationStatus }
  | { do: 'register'; registration: 'accepted' | 'pending' }
  | { do: 'refuse'; reason: 'unknown-station' | 'bad-credentials' | 'disabled' };

/**
 * Whether a station's socket is upgraded. A deleted station is refused as disabled under every policy: its id is not
 * used again. From security profile 1 on, nothing but fitting credentials admits (OCPP 2.0.1 A01.FR.02).
 */
export function decideAdmission(input: AdmissionInput): Admission {
  const { station } = input;
  if (station === null) return decideUnknown(input);
  if (station.deleted || station.disabled) return { do: 'refuse', reason: 'disabled' };
  if (station.securityProfile >= 1 && input.proven !== true) return { do: 'refuse', reason: 'bad-credentials' };
  if (station.lastBoot === null) return { do: 'admit' };
  // An approval counts from the station's next boot on; a refusal counts at once.
  return { do: 'admit', registration: station.registration === 'accepted' ? station.lastBoot : station.registration };
}

function decideUnknown({ tenantKnown, unknownStations }: AdmissionInput): Admission {
  if (!tenantKnown || unknownStations === 'reject') return { do: 'refuse', reason: 'unknown-station' };
  return { do: 'register', registration: unknownStations === 'accept' ? 'accepted' : 'pending' };
}
