/** What the crowd is told, as the JSON of its one argument. */
export interface CrowdPlan {
  /** ws:// or wss://; each station's identity is appended. */
  url: string;
  stations: number;
  /** How many connect at the same time. */
  atOnce: number;
  /** Before each identity, so that crowds do not meet. */
  prefix: string;
}

/** What it says once every station is booted. */
export interface CrowdFigures {
  /** From the first connect to the last boot's answer. */
  seconds: number;
  /** Refused upgrades, all together. */
  refusals: number;
  /** Stations that were refused more than once. */
  refusedTwice: number;
}
