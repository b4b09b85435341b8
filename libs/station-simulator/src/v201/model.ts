import type { StationOptions } from '../options';
import type { Random } from '../random';

/** The ChargingStation of a BootNotification. */
export interface ChargingStation {
  vendorName: string;
  model: string;
  serialNumber: string;
  firmwareVersion: string;
  modem: { iccid: string; imsi: string };
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.int(0, 9)).join('');

export function modelOf201(options: StationOptions, random: Random): ChargingStation {
  return {
    vendorName: options.vendor ?? 'Simulated',
    model: options.model ?? 'Wallbox 22',
    serialNumber: `SN${digits(random, 8)}`,
    firmwareVersion: options.firmwareVersion ?? '2.3.1',
    modem: { iccid: `8988${digits(random, 15)}`, imsi: `90140${digits(random, 10)}` },
  };
}
