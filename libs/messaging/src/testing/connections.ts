import { connectMessaging, type ConnectMessagingOptions } from '../connection/connect';
import type { Messaging, MessagingLogger } from '../messaging';

/** Log lines of a test, to be read by it. */
export class RecordedLog implements MessagingLogger {
  readonly lines: string[] = [];
  info = (...line: unknown[]) => void this.lines.push(`info ${line.join(' ')}`);
  warn = (...line: unknown[]) => void this.lines.push(`warn ${line.join(' ')}`);
  error = (...line: unknown[]) => void this.lines.push(`error ${line.join(' ')}`);

  errors(): string[] {
    return this.lines.filter((line) => line.startsWith('error'));
  }
}

/** Connections of a spec, closed together by `closeConnections`. */
const opened: Messaging[] = [];

export async function connectTo(url: string, o: Partial<ConnectMessagingOptions> = {}): Promise<Messaging> {
  const messaging = await connectMessaging({ url, name: 'test', partitions: 4, logger: new RecordedLog(), ...o });
  opened.push(messaging);
  return messaging;
}

export async function closeConnections(): Promise<void> {
  await Promise.all(opened.splice(0).map((messaging) => messaging.drain()));
}
