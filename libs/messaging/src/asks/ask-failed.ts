/** Why an ask got no answer that counts. */
export type AskFailure =
  /** No replica of the service is there. */
  | 'no-responders'
  /** The deadline passed. */
  | 'timeout'
  /** An answer that is not of the ask's schema. */
  | 'bad-reply'
  /** NATS was not reachable until the deadline. */
  | 'disconnected'
  /** The service's handler threw: a bug or an outage there. */
  | 'error';

/** An ask without an answer: an outage, never a refusal (refusals are replies `{ok: false, reason}`). */
export class AskFailed extends Error {
  override readonly name = 'AskFailed';

  constructor(
    readonly reason: AskFailure,
    readonly subject: string,
    detail?: string,
    options?: ErrorOptions,
  ) {
    super(`${subject}: ${reason}${detail === undefined ? '' : ` (${detail})`}`, options);
  }
}
