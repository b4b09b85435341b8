import type { RegistrationStatus } from '@chargebus/contracts';

/** What a station has proven with this very socket. */
export interface Proofs {
  /** The Basic credentials sent are this station's. */
  password: boolean;
  /** The transport ends in TLS. */
  tls: boolean;
  /** The client certificate shown is this station's. */
  certificate: boolean;
}

/** What an admission looks at. */
export interface AdmissionInput {
  station: {
    deleted: boolean;
    disabled: boolean;
    securityProfile: number;
    /** The profile its operator asked it to be raised to, as soon as it comes with it; null: none. */
    upgradeProfileTo: number | null;
    registration: RegistrationStatus;
    /** How its last boot was answered; null if it never booted here. */
    lastBoot: RegistrationStatus | null;
  } | null;
  tenantKnown: boolean;
  unknownStations: UnknownStations;
  proofs: Proofs;
}

/** What becomes of a station nobody registered: registered as accepted, registered to wait for approval, or refused. */
export type UnknownStations = 'accept' | 'pending' | 'reject';

export type AdmissionRefusal =
  'unknown-station' | 'bad-credentials' | 'disabled' | 'insecure-transport' | 'bad-certificate';

export type Admission =
  | { do: 'admit'; securityProfile: number; registration?: RegistrationStatus; raiseTo?: number }
  | { do: 'register'; registration: 'accepted' | 'pending' }
  | { do: 'refuse'; reason: AdmissionRefusal };

/** The security profile that a socket has: 3 TLS and client certificate, 2 TLS and password, 1 password, 0 nothing. */
export function provenProfile({ password, tls, certificate }: Proofs): number {
  if (tls && certificate) return 3;
  if (!password) return 0;
  return tls ? 2 : 1;
}

/**
 * Whether a station's socket is upgraded. A deleted station is refused as disabled under every policy: its id is not
 * used again. A station is never let in below its registered profile (OCPP 2.0.1 A00.FR.005: no fall-back): a higher one is
 * welcome, and becomes the registered one only where the operator asked for that.
 */
export function decideAdmission(input: AdmissionInput): Admission {
  const { station, proofs } = input;
  if (station === null) return decideUnknown(input);
  if (station.deleted || station.disabled) return { do: 'refuse', reason: 'disabled' };
  const proven = provenProfile(proofs);
  const required = station.securityProfile;
  if (proven < required) return { do: 'refuse', reason: missing(required, proofs) };
  const { lastBoot, upgradeProfileTo: wanted } = station;
  const raise = wanted !== null && wanted > required && proven >= wanted ? { raiseTo: wanted } : {};
  const admit = { do: 'admit' as const, securityProfile: proven, ...raise };
  if (lastBoot === null) return admit;
  // An approval counts from the station's next boot on; a refusal counts at once.
  return { ...admit, registration: station.registration === 'accepted' ? lastBoot : station.registration };
}

function missing(required: number, { tls }: Proofs): AdmissionRefusal {
  if (required >= 2 && !tls) return 'insecure-transport';
  return required === 3 ? 'bad-certificate' : 'bad-credentials';
}

function decideUnknown({ tenantKnown, unknownStations }: AdmissionInput): Admission {
  if (!tenantKnown || unknownStations === 'reject') return { do: 'refuse', reason: 'unknown-station' };
  return { do: 'register', registration: unknownStations === 'accept' ? 'accepted' : 'pending' };
}
