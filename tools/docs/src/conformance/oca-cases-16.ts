import { cases, type OcaProfiles } from './oca-case-list';

/** The cases of OCPP 1.6 by certification profile, and what each waits for as long as no test shows it. */
export const OCA_16: OcaProfiles = {
  Core: cases(`
    001 cold boot; boot discipline
    003 charging, plugged in first; sessions
    004_1 charging, identified first; sessions
    004_2 identified first, nothing plugged in before the time-out; session time-outs
    005_1 disconnected on the side of the EV; sessions
    007 charging with a cached id; local lists
    010 remote start, cable first; sessions
    011_1 remote start before the cable; sessions
    011_2 remote start, no cable before the time-out; session time-outs
    012 remote stop; sessions
    013 hard reset; remote control
    014 soft reset; remote control
    017_1 unlock without a transaction; remote control
    017_2 unlock without a transaction, cable not locked; remote control
    018_1 unlock with a transaction; remote control
    019_1 get all configuration; remote control
    019_2 get one key of the configuration; remote control
    021 change the configuration; remote control
    023_1 authorize an invalid id; sessions
    023_2 authorize an expired id; sessions
    023_3 authorize a blocked id; sessions
    024 the lock fails; connector status
    026 remote start rejected; remote control
    028 remote stop rejected; remote control
    030 unlock fails; remote control
    031 unlock an unknown connector; remote control
    032_1 power failure during a transaction; sessions
    037_1 start offline with a valid id; offline sessions
    037_3 start offline with an invalid id; sessions
    039 whole transaction offline; sessions
    040_1 change of the configuration not supported; remote control
    040_2 change of the configuration to an invalid value; remote control
    061 clear the authorization cache; remote control
    064 data transfer to the central system; vendor extensions`),
  'Local authorization list': cases(`
    042_1 get the version of the list; local lists
    042_2 get the version of an empty list; local lists
    043_1 send the list: not supported; local lists
    043_3 send the list: failed; local lists
    043_4 send the list: full; local lists
    043_5 send the list: differential; local lists`),
  'Firmware management': cases(`
    044_1 firmware update succeeds; firmware rollouts
    044_2 firmware download fails; firmware rollouts
    044_3 firmware installation fails; firmware rollouts
    045_1 diagnostics are uploaded; logs
    045_2 upload of diagnostics fails; logs`),
  Reservation: cases(`
    046 reserve a connector, then charge; reservations
    047 a reservation expires; reservations
    048_1 reserve a faulted connector; reservations
    048_2 reserve an occupied connector; reservations
    048_3 reserve an unavailable connector; reservations
    048_4 reservation rejected; reservations
    049 reserve connector 0; reservations
    051 cancel a reservation; reservations
    052 cancel of a reservation rejected; reservations
    053 use a reservation with a parent id; reservations`),
  'Remote trigger': cases(`
    054 trigger a message; remote control
    055 trigger rejected; remote control`),
  'Smart charging': cases(`
    056 a TxDefaultProfile; smart charging
    057 a TxProfile; smart charging
    059 remote start with a charging profile; smart charging
    066 get the composite schedule; smart charging
    067 clear a charging profile; smart charging`),
  Security: cases(`
    073 change the password; security profiles
    074 sign a certificate of the station; certificates
    075_1 install a root certificate of the manufacturer; certificates
    075_2 install a root certificate of the central system; certificates
    076 delete a certificate; certificates
    077 a certificate of the central system is invalid; certificates
    078 a certificate of the station is invalid; certificates
    079 get the security log; logs
    080 signed firmware update succeeds; firmware rollouts
    081 signed firmware update with an invalid signature; firmware rollouts
    083 upgrade the security profile; security profiles
    085 basic authentication; security profiles
    086 TLS with a certificate of the server; security profiles
    087 TLS with a certificate of the client; security profiles
    088 subprotocol negotiation; connections`),
};
