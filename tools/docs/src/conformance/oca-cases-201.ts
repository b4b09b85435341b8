import { cases, type OcaProfiles } from './oca-case-list';

/** The cases of OCPP 2.0.1 beside Core by certification profile, and what each waits for as long as no test shows it. */
export const OCA_201: OcaProfiles = {
  'Advanced security': cases(`
    A_07 TLS with a valid certificate of the client; security profiles
    A_08 TLS with an invalid certificate of the client; security profiles
    A_11 the certificate of the station is renewed; certificates
    A_14 a renewed certificate that is invalid; certificates`),
  'Local authorization list': cases(`
    C_40 start by a group of the local list; local lists
    C_43 start by the local list with an invalid token; local lists
    D_01 a full list; local lists
    D_02 an entry more; local lists
    D_03 an entry less; local lists
    D_04 an empty list; local lists
    D_08 the version of the list; local lists
    D_09 the version of no list; local lists
    N_46 a customer is cleared from the local list; customer information`),
  'Smart charging': cases(`
    K_01 a default profile of one EVSE; smart charging
    K_03 a maximum of the station; smart charging
    K_04 a profile in place of that with its id; smart charging
    K_05 clear a profile by its id; smart charging
    K_06 clear a profile by purpose and stack level; smart charging
    K_08 clear a profile where there is none; smart charging
    K_10 a default profile of all EVSEs; smart charging
    K_15 a profile that is not supported; smart charging
    K_19 a recurring profile; smart charging
    K_29 the profiles of the station itself; smart charging
    K_30 the profiles of one EVSE; smart charging
    K_31 all profiles; smart charging
    K_32 a profile by its id; smart charging
    K_33 profiles by EVSE and stack level; smart charging
    K_34 profiles by EVSE and who set them; smart charging
    K_35 profiles by EVSE and purpose; smart charging
    K_36 profiles by EVSE, purpose and stack level; smart charging
    K_37 remote start with a profile; smart charging
    K_43 the composite schedule of one EVSE; smart charging
    K_44 the composite schedule of the station; smart charging
    K_60 a profile of the transaction that runs; smart charging
    K_70 several profiles; smart charging`),
  'Advanced device management': cases(`
    B_12 base report of the configuration; device model
    B_14 base report in summary; device model
    B_18 a report on components and variables; device model
    N_01 the monitors of a kind; monitoring
    N_02 the monitors of a variable; monitoring
    N_03 the monitors of a kind and a variable; monitoring
    N_05 which monitors are set; monitoring
    N_08 set a monitor; monitoring
    N_16 from which severity on monitors tell; monitoring
    N_17 a severity out of range; monitoring
    N_18 clear a monitor; monitoring
    N_21 a hard-wired monitor tells; monitoring
    N_24 set a periodic monitor; monitoring
    N_44 a monitor cannot be cleared; monitoring
    N_47 all monitors; monitoring
    N_49 a threshold that is cleared after a reboot; monitoring
    N_50 a periodic monitor tells; monitoring
    N_60 the monitors of a kind and several variables; monitoring`),
  Reservation: cases(`
    H_01 reserve an EVSE and use it; reservations
    H_07 a reservation that nobody uses ends; reservations
    H_08 reserve whichever EVSE; reservations
    H_14 as many reservations as EVSEs; reservations
    H_15 reserve a type of connector; reservations
    H_17 cancel a reservation; reservations
    H_19 use a reserved EVSE with another token of the group; reservations
    H_20 the station gives a reservation up; reservations
    H_22 reservations are switched off; reservations`),
  'Advanced user interface': cases(`
    I_01 the running cost is shown; cost at the station
    I_02 the final cost is shown; cost at the station
    O_01 a message on the display; display messages
    O_02 all messages on the display; display messages
    O_03 no message on the display; display messages
    O_04 take a message off; display messages
    O_05 take off a message nobody knows; display messages
    O_06 a message during a transaction; display messages
    O_07 a message by its id; display messages
    O_08 messages by priority; display messages
    O_09 messages by state; display messages
    O_10 a message during a transaction nobody knows; display messages
    O_12 a message in place of another; display messages
    O_13 a message from its time on; display messages
    O_14 a message until its time; display messages
    O_17 a priority that is not supported; display messages
    O_18 a state that is not supported; display messages
    O_19 a format that is not supported; display messages
    O_26 a message that is rejected; display messages
    O_27 a message during a transaction, from its time on; display messages
    O_28 a message during a transaction, until its time; display messages`),
  'ISO 15118': cases(`
    A_12 the V2G certificate is renewed; certificates
    A_13 one certificate for both is renewed; certificates
    C_50 a contract certificate checked by the station, accepted; ISO 15118
    C_51 a contract certificate checked by the station, rejected; ISO 15118
    C_52 a contract certificate checked by the CSMS; ISO 15118
    K_01 a default profile of one EVSE; smart charging
    K_03 a maximum of the station; smart charging
    K_04 a profile in place of that with its id; smart charging
    K_05 clear a profile by its id; smart charging
    K_06 clear a profile by purpose and stack level; smart charging
    K_08 clear a profile where there is none; smart charging
    K_10 a default profile of all EVSEs; smart charging
    K_19 a recurring profile; smart charging
    K_29 the profiles of the station itself; smart charging
    K_30 the profiles of one EVSE; smart charging
    K_31 all profiles; smart charging
    K_32 a profile by its id; smart charging
    K_33 profiles by EVSE and stack level; smart charging
    K_34 profiles by EVSE and who set them; smart charging
    K_35 profiles by EVSE and purpose; smart charging
    K_36 profiles by EVSE, purpose and stack level; smart charging
    K_43 the composite schedule of one EVSE; smart charging
    K_44 the composite schedule of the station; smart charging
    K_53 a schedule is agreed with the car; ISO 15118
    K_55 the schedule of the car exceeds the limits; ISO 15118
    K_57 the car wants another schedule; ISO 15118
    K_58 the CSMS wants another schedule; ISO 15118
    K_59 the CSMS wants another schedule, the car tells its needs; ISO 15118
    K_60 a profile of the transaction that runs; smart charging
    M_03 install a V2G root; certificates
    M_04 install a root of a mobility operator; certificates
    M_14 which V2G roots are installed; certificates
    M_15 which V2G chains are installed; certificates
    M_16 which roots of mobility operators are installed; certificates
    M_24 whether a certificate was revoked; certificate providers
    M_26 a contract certificate for a car; certificate providers
    M_28 a newer contract certificate for a car; certificate providers
    N_63 what is known of a certificate is cleared; customer information`),
};
