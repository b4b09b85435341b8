import type { IncomingRow } from './dialect';
import { headerOf } from './event-header';
import type { JsonObject } from './json';
import { readTime } from './times';

/** What messages call the time of what they tell: when it happened, when it was put together (2.x), where a stream begins (2.1). */
const TIMES = ['timestamp', 'generatedAt', 'basetime', 'settlementTime'];

/**
 * The row of a message that no service decides on: it travels with its wire payload under its version, and gets `answer`.
 * The station's time is the first of `TIMES` that it has.
 */
export function reportedMessage<Req extends object, Res extends object>(
  action: string,
  answer: Res,
): IncomingRow<Req, Res> {
  return {
    nature: 'report',
    toReport(request, context) {
      const payload = request as JsonObject;
      const time = TIMES.map((member) => payload[member]).find((value) => typeof value === 'string');
      const stationTime = readTime(time, context.timeZone)?.at;
      return {
        events: [{ kind: 'station.message.reported', ...headerOf(context, stationTime), data: { action, payload } }],
      };
    },
    toAnswer: () => answer,
  };
}
