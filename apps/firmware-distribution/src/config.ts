import { ConfigError, defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';
import { z } from 'zod';

const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/, 'must be two ports with a hyphen between')
  .transform((text) => text.split('-').map(Number) as [number, number])
  .refine(([from, to]) => from > 0 && from <= to && to <= 65_535, 'must be two ports, the lower one first');

export const firmwareConfig = defineConfig({
  FIRMWARE_STORE: {
    schema: z.enum(['disk', 's3']),
    default: 'disk',
    describe: 'Where the firmware images are kept: in FIRMWARE_DIR, or in the bucket S3_BUCKET of an S3 store.',
  },
  FIRMWARE_DIR: {
    schema: z.string().min(1),
    default: '.chargebus/firmware',
    describe: 'Folder of the firmware images; replicas share it, and it must be one file system.',
  },
  FIRMWARE_MAX_BYTES: {
    schema: fromEnv.int(1),
    default: 1024 * 1024 * 1024,
    describe: 'Largest firmware image that may be uploaded, in bytes.',
  },
  FIRMWARE_PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    describe:
      'Where stations reach /firmware/files, such as http://files.example:8080. Default: where the link was asked for.',
  },
  FIRMWARE_FTP_PORT: {
    schema: fromEnv.port().optional(),
    describe: 'Port of the FTP server for stations that know nothing else: reading only, unencrypted. Default: none.',
  },
  FIRMWARE_FTP_ADDRESS: {
    schema: z.ipv4().optional(),
    describe:
      'IPv4 address at which stations reach FTP, where it is not that of this machine: in links, and in answers to PASV.',
  },
  FIRMWARE_FTP_PASSIVE_PORTS: {
    schema: portRange.optional(),
    describe: 'Ports for transfers by FTP, such as 30000-30099: at most one station each. Default: any that is free.',
  },
  S3_BUCKET: {
    schema: z.string().min(3).max(63).optional(),
    describe: 'The bucket of the firmware images; it must be there. Needed with FIRMWARE_STORE=s3.',
  },
  S3_ENDPOINT: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    describe: 'An S3 store other than Amazon, such as http://minio:9000; the bucket is then part of the path.',
  },
  S3_REGION: {
    schema: z.string().min(1),
    default: 'us-east-1',
    describe: 'Region of the bucket; stores of your own mostly take any.',
  },
  AWS_ACCESS_KEY_ID: {
    schema: z.string().min(1).optional(),
    describe: 'Who opens the bucket. Default: what the machine provides, such as the role of its node or pod.',
  },
  AWS_SECRET_ACCESS_KEY: { schema: z.string().min(1).optional(), describe: 'Its secret.', secret: true },
  AWS_SESSION_TOKEN: {
    schema: z.string().min(1).optional(),
    describe: 'Belongs to keys that are lent for a while.',
    secret: true,
  },
  FIRMWARE_ANSWER_TIMEOUT_S: {
    schema: fromEnv.int(1),
    default: 120,
    describe:
      'Seconds a station has to answer or report that it was told to update, before the attempt counts as unheard.',
  },
  FIRMWARE_START_TIMEOUT_S: {
    schema: fromEnv.int(1),
    default: 1_800,
    describe: 'Seconds it has from accepting an update to beginning with it.',
  },
  FIRMWARE_DOWNLOAD_TIMEOUT_S: {
    schema: fromEnv.int(1),
    default: 4 * 3600,
    describe: 'Seconds a download may take.',
  },
  FIRMWARE_INSTALL_TIMEOUT_S: {
    schema: fromEnv.int(1),
    default: 3600,
    describe: 'Seconds it has to install what it has fetched.',
  },
  FIRMWARE_BOOT_TIMEOUT_S: {
    schema: fromEnv.int(1),
    default: 3600,
    describe: 'Seconds it has to boot after it said Installed; then the update is done-unverified.',
  },
  FIRMWARE_RECHECK_S: {
    schema: fromEnv.int(1),
    default: 60,
    describe: 'Seconds after which a rollout looks again at a station that was away, charging or outside its window.',
  },
});
export type FirmwareConfig = ConfigValues<typeof firmwareConfig>;

/** @throws ConfigError for what is missing or half given; each variable for itself was checked before */
export function checkStore(config: FirmwareConfig): void {
  const faults: string[] = [];
  if (config.FIRMWARE_STORE === 's3' && config.S3_BUCKET === undefined)
    faults.push('S3_BUCKET: is not set, and FIRMWARE_STORE is s3');
  if ((config.AWS_ACCESS_KEY_ID === undefined) !== (config.AWS_SECRET_ACCESS_KEY === undefined))
    faults.push('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: one of them is not set');
  if (faults.length > 0) throw new ConfigError('firmware-distribution', faults);
}
