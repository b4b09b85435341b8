import { z } from 'zod';

/** How far a station is with an update of its firmware: the words of OCPP 1.6, its security extension and 2.x together. */
export const firmwareStatus = z.enum([
  'idle',
  'downloading',
  'download-paused',
  'download-scheduled',
  'downloaded',
  'download-failed',
  'signature-verified',
  'invalid-signature',
  'install-scheduled',
  'installing',
  'install-rebooting',
  'installed',
  'installation-failed',
  'install-verification-failed',
]);
export type FirmwareStatus = z.infer<typeof firmwareStatus>;

/** How far a local controller is with an image that it is to hand out (2.x). */
export const publicationReport = z.enum([
  'idle',
  'download-scheduled',
  'downloading',
  'download-paused',
  'downloaded',
  'download-failed',
  'checksum-verified',
  'invalid-checksum',
  'published',
  'publish-failed',
]);
export type PublicationReport = z.infer<typeof publicationReport>;
