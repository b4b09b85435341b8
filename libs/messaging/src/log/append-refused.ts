/** An event that was not and will not be appended. Everything else waits for the log, however long it takes. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';

  /**
   * @param reason `too-large`: over the server's max_payload; `full`: too many bytes wait already; `closed`: the appender
   *   was drained; `stored-record-gone`: a duplicate of a record that the stream no longer has
   */
  constructor(
    readonly reason: 'too-large' | 'full' | 'closed' | 'stored-record-gone',
    message: string,
  ) {
    super(message);
  }
}
