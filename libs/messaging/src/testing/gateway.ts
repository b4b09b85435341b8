import type { CommandOutcome, CommandRequest } from '@chargebus/contracts';
import type { StationLink } from '../links/open-link';
import { StationLinks, type StationLinksOptions } from '../links/station-links';
import { GroupAppender } from '../log/group-appender';
import type { Messaging } from '../messaging';
import { connectedEvent } from './events';

/** A gateway as far as links go: it counts what it executed and which links were superseded. */
export class TestGateway {
  readonly executed: string[] = [];
  readonly superseded: string[] = [];
  readonly appender: GroupAppender;
  readonly links: StationLinks;
  /** What its stations answer; tests replace it. */
  execute = (request: CommandRequest): Promise<CommandOutcome> =>
    Promise.resolve({ commandId: request.commandId, status: 'accepted' });

  constructor(
    readonly messaging: Messaging,
    readonly id: string,
    o: Partial<StationLinksOptions> = {},
  ) {
    this.appender = new GroupAppender({ messaging });
    const { appender } = this;
    this.links = new StationLinks({ messaging, appender, gatewayId: id, settleMs: 100, ...o });
    this.links.start();
  }

  open(stationId: string, linkId: string): Promise<StationLink> {
    return this.links.open({
      connected: connectedEvent(stationId, linkId, this.id),
      execute: (request) => {
        this.executed.push(`${linkId}:${request.commandId}`);
        return this.execute(request);
      },
      superseded: () => void this.superseded.push(linkId),
    });
  }

  async stop(): Promise<void> {
    await this.links.drain(500);
    await this.appender.drain(500);
  }
}

export function commandTo(stationId: string, commandId: string, o: Partial<CommandRequest> = {}): CommandRequest {
  return { commandId, tenantId: 'default', stationId, timeoutMs: 300, command: { type: 'clear-cache' }, ...o };
}
