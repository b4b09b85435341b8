import type { ConnectorStatus } from '@chargebus/contracts';

const STATUSES: Readonly<Record<string, ConnectorStatus>> = {
  available: 'available',
  occupied: 'occupied',
  reserved: 'reserved',
  unavailable: 'unavailable',
  faulted: 'faulted',
};

/** OCPP 2.x ConnectorStatusEnumType, in whatever case; undefined for a word it does not have. */
export function findConnectorStatus(word: unknown): ConnectorStatus | undefined {
  const key = typeof word === 'string' ? word.trim().toLowerCase() : '';
  return Object.hasOwn(STATUSES, key) ? STATUSES[key] : undefined;
}
