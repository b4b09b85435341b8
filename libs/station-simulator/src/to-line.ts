import type { Happening } from './rig';

/** A readable line: time, station, connector, what happened, and the session's energy so far. */
export function toLine({ at, station, connector, what, energyWh }: Happening): string {
  const time = at.toTimeString().slice(0, 8);
  const where = `${station}${connector === undefined ? '' : ` #${connector}`}`.padEnd(12);
  const energy = energyWh === undefined ? '' : `  ${(energyWh / 1000).toFixed(2)} kWh`;
  return `${time}  ${where}  ${what}${energy}`;
}
