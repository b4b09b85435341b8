import { DiscardPolicy, millis, RetentionPolicy, type StreamInfo } from 'nats';
import { PARTITIONS_KEY, subjectsOverlap, type StreamDefinition } from './stream-definitions';
import { StreamsRefused } from './stream-limits';

const REPLY_SPACES = ['command.>', 'ask.>'];
const MIN_DEDUPE_MS = 2 * 60_000;

/**
 * What an operator may set (sizes, ages, replicas) is left as it is; what breaks a promise is refused.
 * @throws StreamsRefused naming what is wrong with an existing stream and what to do
 */
export function checkStream(info: StreamInfo, wanted: StreamDefinition): void {
  const { config } = info;
  const partitions = config.metadata?.[PARTITIONS_KEY];
  const expected = wanted.metadata?.[PARTITIONS_KEY];
  if (partitions === undefined) {
    throw new StreamsRefused(
      `stream ${config.name} was not made by Chargebus: it has no metadata ${PARTITIONS_KEY}; set it to the installation's PARTITIONS`,
    );
  }
  if (partitions !== expected) {
    throw new StreamsRefused(
      `PARTITIONS is ${expected} here, but stream ${config.name} was made for ${partitions}: an installation keeps its number of partitions for ever`,
    );
  }
  if (config.subjects?.join() !== wanted.subjects.join()) {
    throw new StreamsRefused(
      `stream ${config.name} must have subjects ${wanted.subjects.join()}, not ${config.subjects?.join()}`,
    );
  }
  if (config.discard !== wanted.discard || config.retention !== RetentionPolicy.Limits) {
    throw new StreamsRefused(
      `stream ${config.name} must have retention limits and discard ${wanted.discard}, not ${config.retention} and ${config.discard}`,
    );
  }
  if (config.max_bytes <= 0) {
    throw new StreamsRefused(`stream ${config.name} has no max_bytes: it would fill the store and stop every append`);
  }
  if (wanted.discard === DiscardPolicy.New && millis(config.duplicate_window) < MIN_DEDUPE_MS) {
    throw new StreamsRefused(`stream ${config.name} must remember message ids for at least ${MIN_DEDUPE_MS} ms`);
  }
}

/**
 * Rule 7: the PubAck of a stream that stores commands or asks would pass for an answer.
 * @throws StreamsRefused naming the stream
 */
export function checkForeignStreams(streams: readonly StreamInfo[]): void {
  for (const { config } of streams) {
    for (const subject of config.subjects ?? []) {
      const space = REPLY_SPACES.find((reserved) => subjectsOverlap(subject, reserved));
      if (space !== undefined) {
        throw new StreamsRefused(
          `stream ${config.name} stores ${subject}, which matches ${space}: its acknowledgements would pass for answers; remove the subject`,
        );
      }
    }
  }
}
