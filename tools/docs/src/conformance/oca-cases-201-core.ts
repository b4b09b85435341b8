import { cases, type OcaCase } from './oca-case-list';

/** The cases of OCPP 2.0.1, profile Core, and what each waits for as long as no test shows it. */
export const OCA_201_CORE: readonly OcaCase[] = cases(`
    A_01 basic authentication with the right password; security profiles
    A_02 a user name that is not the identity of the station; security profiles
    A_03 a wrong password; security profiles
    A_04 TLS with a valid certificate of the server; security profiles
    A_06 a version of TLS that is too low; security profiles
    A_09 the password is changed; security profiles
    A_10 a change of the password is rejected; security profiles
    A_19 the security profile is raised; security profiles
    B_01 cold boot, accepted; boot discipline
    B_02 cold boot, pending; boot discipline
    B_06 get one variable; device model
    B_07 get several variables; device model
    B_09 set one variable; device model
    B_10 set several variables; device model
    B_12 base report of the configuration; device model
    B_13 full base report; device model
    B_20 reset when idle, without a transaction; remote control
    B_21 reset when idle, during a transaction; remote control
    B_22 reset at once, during a transaction; remote control
    B_25 reset one EVSE, without a transaction; remote control
    B_26 reset one EVSE when idle, during a transaction; remote control
    B_27 reset one EVSE at once, during a transaction; remote control
    B_30 a station that is not accepted sends something else; boot discipline
    B_31 a station that is not accepted sends what was triggered; boot discipline
    B_42 a network profile is set; network profiles
    B_44 a network profile fails; network profiles
    C_02 start with a token that is invalid or unknown; sessions
    C_06 start with a token that may not charge here; sessions
    C_07 start with an expired token; sessions
    C_08 start by the cache of the station; local lists
    C_20 start by the cache of the station, invalid by now; local lists
    C_37 clear the cache; remote control
    C_38 clear the cache, rejected; remote control
    C_39 stop with another token of the group; groups of tokens
    C_47 a master token stops all transactions; groups of tokens
    C_48 a master token stops one transaction; groups of tokens
    C_49 a master token stops, at a station without a display; groups of tokens
    E_01 a transaction that starts when the power path is closed; sessions
    E_02 a transaction that starts when energy flows; sessions
    E_03 start, cable first; sessions
    E_04 start, token first; sessions
    E_07 a transaction that stops when the power path is opened; sessions
    E_08 a transaction that stops when energy no longer flows, by a token; sessions
    E_09 a transaction that starts when the cable is in; sessions
    E_10 a transaction that starts when the token is accepted; sessions
    E_11 a transaction that starts when the meter has signed; signed meter values
    E_12 a transaction that starts when the bay is taken; sessions
    E_14 a transaction that stops when the cable is pulled at the station; sessions
    E_15 a transaction that stops by a token; sessions
    E_16 a transaction that stops because the token is invalid; sessions
    E_17 refused, and unplugged at the car; sessions
    E_19 a transaction that stops when the bay is left; sessions
    E_20 a transaction that stops when the cable is pulled at the car; sessions
    E_21 a transaction that stops remotely; sessions
    E_22 energy no longer flows, the car has suspended; sessions
    E_26 the cable is pulled at the car, and the transaction suspended; sessions
    E_29 a transaction goes on, messages wait; offline sessions
    E_30 a transaction goes on, no message waits; offline sessions
    E_31 a transaction is over, messages wait; offline sessions
    E_33 messages wait, of whatever transaction; offline sessions
    E_34 no message waits; offline sessions
    E_38 start, the car not ready; sessions
    E_39 a token, and nothing plugged in before the time-out; session time-outs
    E_53 a transaction is counted from 0; sessions
    F_01 remote start, cable first; sessions
    F_02 remote start first, authorized; sessions
    F_03 remote start first, without authorization; sessions
    F_04 remote start, no cable before the time-out; session time-outs
    F_11 trigger meter values of one EVSE; remote control
    F_12 trigger all meter values; remote control
    F_13 trigger the transaction of one EVSE; remote control
    F_14 trigger all transactions; remote control
    F_15 trigger the status of a log; remote control
    F_18 trigger the status of firmware; remote control
    F_20 trigger a heartbeat; remote control
    F_23 trigger a status, available; remote control
    F_24 trigger a status, occupied; remote control
    F_27 trigger what the station does not implement; remote control
    G_03 an EVSE out of service; remote control
    G_04 an EVSE back in service; remote control
    G_05 the station out of service; remote control
    G_06 the station back in service; remote control
    G_07 a connector out of service; remote control
    G_08 a connector back in service; remote control
    G_11 an EVSE out of service during a transaction; remote control
    G_14 the station out of service during a transaction; remote control
    G_17 a connector out of service during a transaction; remote control
    G_20 the lock fails; connector status
    J_01 clock-aligned readings, no transaction; meter values
    J_02 clock-aligned readings during a transaction; meter values
    J_03 clock-aligned readings with the end; meter values
    J_04 clock-aligned readings, signed; signed meter values
    J_07 a reading with the start, at an EVSE; meter values
    J_08 a reading with the start, at no EVSE yet; meter values
    J_09 readings while it charges; meter values
    J_10 readings with the end; meter values
    J_11 signed readings; signed meter values
    L_01 signed firmware is installed; firmware rollouts
    L_02 firmware is installed at its time; firmware rollouts
    L_03 firmware is fetched at its time; firmware rollouts
    L_04 the certificate of the firmware was revoked; firmware rollouts
    L_05 the certificate of the firmware is invalid; firmware rollouts
    L_06 the signature of the firmware is invalid; firmware rollouts
    L_07 the firmware cannot be fetched; firmware rollouts
    L_08 the firmware cannot be verified or installed; firmware rollouts
    L_09 the firmware cannot be installed; firmware rollouts
    L_10 another firmware cancels the one under way; firmware rollouts
    L_11 the firmware under way cannot be cancelled; firmware rollouts
    L_13 firmware waits for the transaction to end; firmware rollouts
    M_01 install a root of the CSMS; certificates
    M_02 install a root of the manufacturer; certificates
    M_05 a root cannot be installed; certificates
    M_13 which roots of the manufacturer are installed; certificates
    M_18 which certificates are installed; certificates
    M_19 no such certificate is installed; certificates
    M_20 delete a certificate; certificates
    M_21 a certificate cannot be deleted; certificates
    N_25 the diagnostics log; logs
    N_27 what is known of a customer; customer information
    N_28 nothing is known of a customer; customer information
    N_29 what is known of a customer is not told; customer information
    N_30 what is known of a customer is told and cleared; customer information
    N_31 nothing known of a customer is told and cleared; customer information
    N_32 what is known of a customer is cleared silently; customer information
    N_34 a log is refused; logs
    N_35 the security log; logs
    N_36 a second log in place of the first; logs
    N_62 what is known under a name is cleared; customer information
    P_02 data of a vendor nobody knows; vendor extensions
    P_03 custom data in any message; vendor extensions`);
