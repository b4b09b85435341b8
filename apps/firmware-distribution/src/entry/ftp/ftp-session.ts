import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Problem, type Logger } from '@chargebus/service-runtime';
import { FtpDialogue, type FtpStep } from '../../domain/ftp-dialogue';
import type { Downloads } from '../downloads';
import { DataPort, plainAddress, type PortRange } from './data-port';

const LONGEST_LINE = 1_024;
/** A station that says nothing for so long has gone; a transfer may take longer. */
const SILENT_MS = 120_000;

export interface FtpSettings {
  /** The IPv4 address that PASV tells; default the one that the station connected to. */
  readonly address?: string | undefined;
  readonly passivePorts?: PortRange | undefined;
}

/** One station's control connection: does what the dialogue says. */
export class FtpSession {
  private readonly dialogue = new FtpDialogue();
  private data: DataPort | undefined;
  private transferring = false;

  constructor(
    private readonly control: Socket,
    private readonly downloads: Downloads,
    private readonly settings: FtpSettings,
    private readonly logger: Logger,
  ) {}

  /** Until the station leaves. Never throws. */
  async run(): Promise<void> {
    this.control.setTimeout(SILENT_MS, () => {
      if (!this.transferring) this.control.destroy();
    });
    this.control.setEncoding('latin1');
    this.reply('220 Firmware images, by their links.');
    try {
      let text = '';
      for await (const chunk of this.control as AsyncIterable<string>) {
        text += chunk;
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        if (text.length > LONGEST_LINE) break;
        for (const line of lines) {
          // Telnet's interrupt and synch, which some send with ABOR.
          for (const step of this.dialogue.receive(line.replace(/[\r\xf2-\xff]/g, ''))) await this.take(step);
        }
      }
    } catch (error) {
      this.logger.debug({ err: error }, 'a station left by FTP');
    } finally {
      this.data?.close();
      this.control.destroy();
    }
  }

  private async take(step: FtpStep): Promise<void> {
    switch (step.do) {
      case 'reply':
        return this.reply(step.text);
      case 'close':
        return void this.control.end();
      case 'listen':
        return this.listen(step.extended);
      case 'tell-size':
        return this.refusing(async () => {
          const { image } = await this.downloads.find(step.token);
          this.reply(`213 ${image.sizeBytes}`);
        });
      case 'transfer':
        this.transferring = true;
        return this.refusing(() => this.transfer(step.token, step.fromByte)).finally(() => {
          this.transferring = false;
          this.data?.close();
          this.data = undefined;
        });
    }
  }

  private async listen(extended: boolean): Promise<void> {
    this.data?.close();
    const local = plainAddress(this.control.localAddress);
    const address = this.settings.address ?? local;
    if (!extended && address.includes(':')) return this.reply('425 By IPv6, use EPSV.');
    try {
      this.data = await DataPort.open(local, this.control.remoteAddress, this.settings.passivePorts);
    } catch (error) {
      this.logger.warn({ err: error }, 'there is no port for a transfer by FTP');
      return this.reply('425 There is no port for a transfer now; try again later.');
    }
    const { port } = this.data;
    const told = [...address.split('.'), port >> 8, port & 255].join(',');
    this.reply(extended ? `229 Extended passive mode (|||${port}|)` : `227 Passive mode (${told})`);
  }

  private async transfer(token: string, fromByte: number): Promise<void> {
    const { link, image } = await this.downloads.find(token);
    if (this.data === undefined) return this.reply('425 Ask for a port first: PASV or EPSV.');
    if (fromByte > image.sizeBytes) return this.reply(`554 The image has ${image.sizeBytes} bytes.`);
    const rest = { first: fromByte, last: image.sizeBytes - 1 };
    const content = fromByte === image.sizeBytes ? Readable.from([]) : await this.downloads.read(image, rest);
    this.reply(`150 ${image.sizeBytes - fromByte} bytes follow.`);
    const socket = await this.data.connection();
    if (socket === undefined) {
      content.destroy();
      return this.reply('425 Nobody came to the port.');
    }
    const whole = await this.downloads.deliver(link, content, socket, rest);
    this.reply(whole ? '226 That was all.' : '426 The transfer broke off; REST goes on from where it broke.');
  }

  /** Refusals are those of HTTP, in FTP's numbers. */
  private async refusing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return this.reply(`550 ${error.detail ?? error.title}`);
      this.logger.warn({ err: error }, 'a station could not be served by FTP');
      this.reply('451 This does not work at the moment; try again later.');
    }
  }

  private reply(text: string): void {
    if (this.control.writable) this.control.write(`${text}\r\n`);
  }
}
