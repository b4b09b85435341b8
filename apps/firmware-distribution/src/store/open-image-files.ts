import type { FirmwareConfig } from '../config';
import { DiskImageFiles } from './disk-image-files';
import type { ImageFiles } from './image-files';
import { S3Bucket } from './s3-bucket';
import { S3ImageFiles } from './s3-image-files';

/** The store that the configuration names. */
export function openImageFiles(config: FirmwareConfig, process: string): ImageFiles {
  if (config.FIRMWARE_STORE === 'disk') return new DiskImageFiles(config.FIRMWARE_DIR, process);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = config;
  const lent = AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN };
  const bucket = new S3Bucket({
    bucket: config.S3_BUCKET as string,
    region: config.S3_REGION,
    endpoint: config.S3_ENDPOINT,
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey, ...lent } } : {}),
  });
  return new S3ImageFiles(bucket, process);
}
