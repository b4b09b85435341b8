import type { StationEquipment } from '@chargebus/contracts';
import { compareVersions } from './compare-versions';

/** What is asked for, as far as it can be refused before anything is sent. */
export interface UpdateWish {
  readonly allowDowngrade: boolean;
  readonly installAt: string | null;
  /** Null: as the station's tags say. */
  readonly protocol: DownloadProtocol | null;
  /** This service offers FTP. */
  readonly ftpOn: boolean;
}

export const DOWNLOAD_PROTOCOLS = ['http', 'ftp'] as const;
export type DownloadProtocol = (typeof DOWNLOAD_PROTOCOLS)[number];

/** An image, as far as it fits a station or not. */
export interface ImageFit {
  readonly vendor: string;
  readonly model: string;
  readonly version: string;
  readonly reportedVersion: string | null;
  readonly hardware: string | null;
  readonly signature: string | null;
  readonly retiredAt: string | null;
}

export type UpdateRefusal =
  | 'image-retired'
  | 'never-booted'
  | 'wrong-vendor'
  | 'wrong-model'
  | 'wrong-hardware'
  | 'unknown-hardware'
  | 'already-installed'
  | 'downgrade'
  | 'disabled'
  | 'install-at-unsupported'
  | 'ftp-off';

/** What a station reports once it runs the image. */
export const targetVersionOf = ({ reportedVersion, version }: ImageFit): string => reportedVersion ?? version;

const HARDWARE_TAG = 'hardware:';
/** Of stations that can fetch in no other way. */
const FTP_TAG = 'firmware:ftp';

/** How the station fetches: as is wished, else as its tags say. */
export const protocolOf = (wish: Pick<UpdateWish, 'protocol'>, { tags }: StationEquipment): DownloadProtocol =>
  wish.protocol ?? (tags.includes(FTP_TAG) ? 'ftp' : 'http');

/**
 * Why this image must not go to this station, for as long as both stay what they are.
 * Stations do not report their hardware: it is read from their tag `hardware:<word>`, and an image may name several words.
 */
export function refuseUpdate(image: ImageFit, station: StationEquipment, wish: UpdateWish): UpdateRefusal | undefined {
  if (image.retiredAt !== null) return 'image-retired';
  if (station.disabled) return 'disabled';
  if (station.vendor === null || station.model === null) return 'never-booted';
  if (station.vendor !== image.vendor) return 'wrong-vendor';
  if (station.model !== image.model) return 'wrong-model';
  const hardware = refuseHardware(image, station);
  if (hardware !== undefined) return hardware;
  const target = targetVersionOf(image);
  if (station.firmwareVersion === target) return 'already-installed';
  const older = station.firmwareVersion !== null && compareVersions(target, station.firmwareVersion) < 0;
  if (older && !wish.allowDowngrade) return 'downgrade';
  // OCPP 1.6 UpdateFirmware has no time of installation.
  const simple = station.ocppVersion?.startsWith('1.') === true && image.signature === null;
  if (wish.installAt !== null && simple) return 'install-at-unsupported';
  return protocolOf(wish, station) === 'ftp' && !wish.ftpOn ? 'ftp-off' : undefined;
}

/** Why an update that was ordered must not leave any more: the station may have come to run the image in the meantime. */
export function refuseSending(
  targetVersion: string,
  station: StationEquipment | undefined,
): 'unknown-station' | 'already-installed' | undefined {
  if (station === undefined) return 'unknown-station';
  return station.firmwareVersion === targetVersion ? 'already-installed' : undefined;
}

function refuseHardware(image: ImageFit, { tags }: StationEquipment): UpdateRefusal | undefined {
  if (image.hardware === null) return undefined;
  const fits = image.hardware.split(',').map((word) => word.trim().toLowerCase());
  const has = tags
    .filter((tag) => tag.startsWith(HARDWARE_TAG))
    .map((tag) => tag.slice(HARDWARE_TAG.length).toLowerCase());
  if (has.length === 0) return 'unknown-hardware';
  return has.some((word) => fits.includes(word)) ? undefined : 'wrong-hardware';
}
