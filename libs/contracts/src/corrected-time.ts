const EARLIEST_PLAUSIBLE = Date.UTC(2020, 0, 1);
const AHEAD_TOLERATED_MS = 60_000;

/**
 * The third of the three times (station time, receipt time, corrected time): the station's own time where it is
 * plausible, else the receipt time. Implausible is before 2020 or more than 60 s ahead of receipt.
 */
export function correctedTime(event: { receivedAt: string; stationTime?: string | undefined }): {
  at: string;
  plausible: boolean;
} {
  if (event.stationTime === undefined) return { at: event.receivedAt, plausible: true };
  const station = Date.parse(event.stationTime);
  const plausible = station >= EARLIEST_PLAUSIBLE && station <= Date.parse(event.receivedAt) + AHEAD_TOLERATED_MS;
  return { at: plausible ? event.stationTime : event.receivedAt, plausible };
}
