import type { IncomingRow } from './dialect';
import { headerOf } from './event-header';
import type { JsonObject } from './json';
import { readTime } from './times';

/**
 * The row of a message that no service decides on: it travels with its wire payload under its version, and gets `answer`.
 * The station's time is its `timestamp`, or when it was generated (2.x), if it has one.
 */
export function reportedMessage<Req extends object, Res extends object>(
  action: string,
  answer: Res,
): IncomingRow<Req, Res> {
  return {
    nature: 'report',
    toReport(request, context) {
      const payload = request as JsonObject;
      const stationTime = readTime(payload['timestamp'] ?? payload['generatedAt'], context.timeZone)?.at;
      return {
        events: [{ kind: 'station.message.reported', ...headerOf(context, stationTime), data: { action, payload } }],
      };
    },
    toAnswer: () => answer,
  };
}
