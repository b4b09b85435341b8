export type { CarOptions } from './car';
export { type Fleet, type FleetOptions, runFleet } from './fleet';
export type { Counters, Fault, LedgerEntry } from './ledger';
export type { OcppVersion, StationOptions } from './options';
export { type Profile, type ProfileName, profiles } from './profiles';
export type { Quirks } from './quirks';
export type { Happening, Presented } from './rig';
export { SimulatedStation } from './simulated-station';
export { toLine } from './to-line';
