import type { IncomingRow } from './dialect';
import { headerOf } from './event-header';
import { withoutAbsent } from './json';
import { reportedMessage } from './reported-message';
import { readTime } from './times';

interface SecurityEvent {
  type: string;
  timestamp: string;
  techInfo?: string;
}

/**
 * The row of SecurityEventNotification, which 1.6's security extension and 2.x spell alike: always answered normally. An event
 * that does not even say what it is is reported as it came.
 */
export function securityEventRow<Req extends SecurityEvent>(): IncomingRow<Req, object> {
  const whole = reportedMessage<Req, object>('SecurityEventNotification', {});
  return {
    ...whole,
    toReport(request, context, verdicts) {
      const { type, timestamp, techInfo } = request as Partial<SecurityEvent>;
      if (typeof type !== 'string') return whole.toReport?.(request, context, verdicts) ?? { events: [] };
      const header = headerOf(context, readTime(timestamp, context.timeZone)?.at);
      return {
        events: [{ kind: 'station.security-event.reported', ...header, data: withoutAbsent({ type, techInfo }) }],
      };
    },
  };
}
