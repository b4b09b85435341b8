import type { OcppVersion } from '@chargebus/contracts';

/** A case of the Open Charge Alliance's test tool for central systems, in our own words. */
export interface OcaCase {
  readonly id: string;
  readonly about: string;
}

const cases = (text: string): OcaCase[] =>
  text
    .trim()
    .split('\n')
    .map((line) => /^(\S+) (.+)$/.exec(line.trim()))
    .map((match) => ({ id: `TC_${match?.[1]}`, about: match?.[2] ?? '' }));

/** The cases of OCPP 1.6 by certification profile. */
const V16: Readonly<Record<string, readonly OcaCase[]>> = {
  Core: cases(`
    001 cold boot
    003 charging, plugged in first
    004_1 charging, identified first
    004_2 identified first, nothing plugged in before the time-out
    005_1 disconnected on the side of the EV
    007 charging with a cached id
    010 remote start, cable first
    011_1 remote start before the cable
    011_2 remote start, no cable before the time-out
    012 remote stop
    013 hard reset
    014 soft reset
    017_1 unlock without a transaction
    017_2 unlock without a transaction, cable not locked
    018_1 unlock with a transaction
    019_1 get all configuration
    019_2 get one key of the configuration
    021 change the configuration
    023_1 authorize an invalid id
    023_2 authorize an expired id
    023_3 authorize a blocked id
    024 the lock fails
    026 remote start rejected
    028 remote stop rejected
    030 unlock fails
    031 unlock an unknown connector
    032_1 power failure during a transaction
    037_1 start offline with a valid id
    037_3 start offline with an invalid id
    039 whole transaction offline
    040_1 change of the configuration not supported
    040_2 change of the configuration to an invalid value
    061 clear the authorization cache
    064 data transfer to the central system`),
  'Local authorization list': cases(`
    042_1 get the version of the list
    042_2 get the version of an empty list
    043_1 send the list: not supported
    043_3 send the list: failed
    043_4 send the list: full
    043_5 send the list: differential`),
  'Firmware management': cases(`
    044_1 firmware update succeeds
    044_2 firmware download fails
    044_3 firmware installation fails
    045_1 diagnostics are uploaded
    045_2 upload of diagnostics fails`),
  Reservation: cases(`
    046 reserve a connector, then charge
    047 a reservation expires
    048_1 reserve a faulted connector
    048_2 reserve an occupied connector
    048_3 reserve an unavailable connector
    048_4 reservation rejected
    049 reserve connector 0
    051 cancel a reservation
    052 cancel of a reservation rejected
    053 use a reservation with a parent id`),
  'Remote trigger': cases(`
    054 trigger a message
    055 trigger rejected`),
  'Smart charging': cases(`
    056 a TxDefaultProfile
    057 a TxProfile
    059 remote start with a charging profile
    066 get the composite schedule
    067 clear a charging profile`),
  Security: cases(`
    073 change the password
    074 sign a certificate of the station
    075_1 install a root certificate of the manufacturer
    075_2 install a root certificate of the central system
    076 delete a certificate
    077 a certificate of the central system is invalid
    078 a certificate of the station is invalid
    079 get the security log
    080 signed firmware update succeeds
    081 signed firmware update with an invalid signature
    083 upgrade the security profile
    085 basic authentication
    086 TLS with a certificate of the server
    087 TLS with a certificate of the client
    088 subprotocol negotiation`),
};

const BY_VERSION: Readonly<Partial<Record<OcppVersion, Readonly<Record<string, readonly OcaCase[]>>>>> = { '1.6': V16 };

/** The cases of a version by profile; empty for a version whose list is not kept here. */
export function ocaCasesOf(version: OcppVersion): Readonly<Record<string, readonly OcaCase[]>> {
  return BY_VERSION[version] ?? {};
}

/** The ids in a title, without what they end in: `TC_004_1_CSMS` of 1.6 is `TC_004_1`, `TC_B_01_CSMS` of 2.x is `TC_B_01`. */
export function ocaIdsIn(title: string, version: OcppVersion): string[] {
  const ids = version.startsWith('1.') ? /\b(TC_\d{3}(?:_\d+)?)(?:_CSMS)?\b/g : /\b(TC_[A-Z]_\d+)(?:_CSMS)?\b/g;
  return [...title.matchAll(ids)].map(([, id = '']) => id);
}
