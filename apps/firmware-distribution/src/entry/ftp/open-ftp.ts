import type { Logger } from '@chargebus/service-runtime';
import type { FirmwareConfig } from '../../config';
import type { Downloads } from '../downloads';
import { FtpServer } from './ftp-server';

/** The FTP server, where the configuration wants one. */
export function openFtp(config: FirmwareConfig, downloads: Downloads, logger: Logger): FtpServer | undefined {
  const { FIRMWARE_FTP_PORT: port, FIRMWARE_FTP_ADDRESS: address, FIRMWARE_FTP_PASSIVE_PORTS: passivePorts } = config;
  return port === undefined ? undefined : new FtpServer({ port, address, passivePorts }, downloads, logger);
}
