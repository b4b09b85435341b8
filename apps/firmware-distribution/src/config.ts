import { defineConfig, fromEnv, type ConfigValues } from '@chargebus/service-runtime';
import { z } from 'zod';

export const firmwareConfig = defineConfig({
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
});
export type FirmwareConfig = ConfigValues<typeof firmwareConfig>;
