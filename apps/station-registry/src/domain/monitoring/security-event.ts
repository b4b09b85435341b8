/**
 * How OCPP rates security events (2.0.1 part 2, appendix 1; the 1.6 security white paper, whose names differ in four places),
 * and how we rate the one that a gateway of ours tells. The list is open: what is not on it is a vendor's own, and nobody
 * has rated it.
 */
export const SECURITY_SEVERITIES = ['critical', 'non-critical', 'unlisted'] as const;
export type SecuritySeverity = (typeof SECURITY_SEVERITIES)[number];

const CRITICAL = [
  'FirmwareUpdated',
  'SettingSystemTime',
  'StartupOfTheDevice',
  'ResetOrReboot',
  'SecurityLogWasCleared',
  'MemoryExhaustion',
  'TamperDetectionActivated',
  'InvalidFirmwareSignature',
  'InvalidFirmwareSigningCertificate',
  'InvalidCsmsCertificate',
  'InvalidCentralSystemCertificate',
  'InvalidChargingStationCertificate',
  'InvalidChargePointCertificate',
  'DiscardedRenewedClientCertificate',
  'InvalidTLSVersion',
  'InvalidTLSCipherSuite',
  'MaintenanceLoginAccepted',
  'MaintenanceLoginFailed',
  // Ours: a SOAP station wanted to be called where nobody may be. Somebody may be posing as it, to reach what is inside.
  'CallbackRefused',
];
const NON_CRITICAL = [
  'FailedToAuthenticateAtCsms',
  'FailedToAuthenticateAtCentralSystem',
  'CsmsFailedToAuthenticate',
  'CentralSystemFailedToAuthenticate',
  'ReconfigurationOfSecurityParameters',
  'InvalidMessages',
  'AttemptedReplayAttacks',
];

const SEVERITIES = new Map<string, SecuritySeverity>([
  ...CRITICAL.map((type) => [type.toLowerCase(), 'critical'] as const),
  ...NON_CRITICAL.map((type) => [type.toLowerCase(), 'non-critical'] as const),
]);

/** In any case, as vendors spell them. */
export function severityOf(type: string): SecuritySeverity {
  return SEVERITIES.get(type.trim().toLowerCase()) ?? 'unlisted';
}
